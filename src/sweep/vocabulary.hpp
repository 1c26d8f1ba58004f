// What the science tower knows of trials, for the sweep tower: the one place where models and data sets are checked
// together.
#pragma once

#include "model/zoo.hpp"
#include "trial/key.hpp"

namespace quanvas::sweep {

trial::Vocabulary vocabulary();

// The size of the images of a trial's data set. Throws BadValue for a data set that does not exist.
model::ImageFormat image_format(const trial::TrialSpec& spec);

}  // namespace quanvas::sweep
