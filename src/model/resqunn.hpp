// ResQuNN (Kashif & Shafique, arXiv 2402.09146): quanvolutional layers under a residual wiring, then a dense layer or a
// quantum head. For model/zoo; see there for what the functions do.
#pragma once

#include "model/chain.hpp"

namespace quanvas::model::resqunn {

trial::TrialSpec canonical(const trial::TrialSpec& spec, const ImageFormat& format);

Chain chain(const trial::TrialSpec& canonical, const ImageFormat& format);

std::vector<ScoreReach> head_reach(const trial::TrialSpec& canonical, const ImageFormat& format);

}  // namespace quanvas::model::resqunn
