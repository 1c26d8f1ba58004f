// TrialSpec -> Outcome: finds the data, builds the model, trains it.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "data/dataset.hpp"
#include "train/trainer.hpp"
#include "trial/outcome.hpp"
#include "trial/spec.hpp"

namespace quanvas::train {

// Runs trials one after another and keeps the data sets they read. Not for use from several threads at once; the
// threads within a trial are those of OpenMP, and their number does not change the result.
class TrialRunner {
 public:
  // `spec` is canonical; `observer` is called after every epoch, and what it throws comes through. Returns Completed or
  // Diverged; throws Error where the data set or the model cannot be had.
  trial::Outcome run(const trial::TrialSpec& spec, const EpochObserver& observer = {});

 private:
  const data::Dataset& dataset(const trial::TrialSpec& spec);

  std::map<std::pair<std::string, trial::Split>, data::Dataset> datasets_;
};

}  // namespace quanvas::train
