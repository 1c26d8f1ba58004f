// What the science tower knows of trials, for the sweep tower: the one place where models and data sets are checked
// together.
#pragma once

#include "model/zoo.hpp"
#include "sweep/known_data.hpp"
#include "trial/key.hpp"

namespace quanvas::sweep {

// `known` is what a sweep's folder says of images of one's own, and what their paths are relative to; of
// others what is needed is read.
trial::Vocabulary vocabulary(KnownData known = {});

// The size of the images of a trial's data set. Throws BadValue for a data set that does not exist.
model::ImageFormat image_format(const trial::TrialSpec& spec, const KnownData& known = {});

}  // namespace quanvas::sweep
