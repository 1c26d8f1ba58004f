// Networks that users describe (trial/network): an ordered list of layers, from the image to the class scores, as a
// chain.
#pragma once

#include "model/chain.hpp"

namespace quanvas::model::described {

// `network_parameters` has every parameter that the network declares, and no other. Throws trial::BadValue for a
// description that does not fit, naming the layer by number and kind.
trial::TrialSpec canonical(const trial::TrialSpec& spec, const ImageFormat& format);

Chain chain(const trial::TrialSpec& spec, const ImageFormat& format);

}  // namespace quanvas::model::described
