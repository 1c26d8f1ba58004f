// Whether two trainings of one trial are the same, bit for bit.
#pragma once

#include <string>

#include "trial/outcome.hpp"

namespace quanvas::trial {

// The first number in which they differ, in words; times are left out, "" where there is none.
std::string first_difference(const TrainingRecord& a, const TrainingRecord& b);

}  // namespace quanvas::trial
