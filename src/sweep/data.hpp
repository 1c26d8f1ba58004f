// The data sets that a sweep reads.
#pragma once

#include <set>

#include "store/index.hpp"
#include "train/run_trial.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

using DataNeeds = std::set<train::DatasetPart>;

// What the trials read that are still to be run.
DataNeeds data_needs(const trial::Sweep& sweep, const store::Index& index);

}  // namespace quanvas::sweep
