// The models that the QCQ-CNN paper compares, each as a chain. For model/zoo.
#pragma once

#include "model/chain.hpp"

namespace quanvas::model::qcq {

Chain mlp(const trial::TrialSpec& canonical, const ImageFormat& format);
Chain quanvo_mlp(const trial::TrialSpec& canonical, const ImageFormat& format);
Chain cnn(const trial::TrialSpec& canonical, const ImageFormat& format);
Chain qccnn(const trial::TrialSpec& canonical, const ImageFormat& format);
Chain qcq_cnn(const trial::TrialSpec& canonical, const ImageFormat& format);
Chain qcnn(const trial::TrialSpec& canonical, const ImageFormat& format);

}  // namespace quanvas::model::qcq
