// Finished trials with made-up numbers.
#pragma once

#include <cmath>
#include <limits>

#include "trial/outcome.hpp"

namespace quanvas::test {

inline trial::TrainingRecord made_up_training(std::size_t epochs, std::size_t layers) {
  trial::TrainingRecord training;
  for (const char* name : {"train_loss", "validation_accuracy"}) {
    trial::Curve curve{.name = name, .unit = "", .meaning = "made up", .better = trial::Better::lower, .values = {}};
    for (std::size_t e = 0; e < epochs; ++e)
      curve.values.push_back(1.0 / (static_cast<double>(e) + 3) + curve.name.size() * 0x1p-40);
    training.curves.push_back(std::move(curve));
  }
  for (std::size_t e = 0; e < epochs; ++e) training.gradient_norms.emplace_back(layers, 0.1 * static_cast<double>(e));
  for (std::size_t k = 0; k < layers; ++k) training.gradient_reached.push_back(k % 2 == 0);
  training.feature_shape = {1, 14, 28};
  training.parameters = 1990;
  training.data_checksum = "0123456789abcdef0123456789abcdef";
  return training;
}

inline trial::Record made_up_record(std::int64_t seed, trial::Outcome outcome) {
  trial::TrialSpec spec;
  spec.seed = seed;
  return {.key = content_key(spec),
          .spec = spec,
          .outcome = std::move(outcome),
          .execution = {.host = "node7", .rank = 3, .threads = 2, .seconds = 1.25}};
}

}  // namespace quanvas::test
