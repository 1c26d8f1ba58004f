// What the science tower knows of trials, for the sweep tower: the one place where models and data sets are checked
// together.
#pragma once

#include "trial/key.hpp"

namespace quanvas::cli {

trial::Vocabulary vocabulary();

}  // namespace quanvas::cli
