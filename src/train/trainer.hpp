// The epoch loop: trains a network on features and labels, and records it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "model/network.hpp"
#include "nn/optimizer.hpp"
#include "train/metrics.hpp"
#include "trial/outcome.hpp"

namespace quanvas::train {

// What a network's trained part sees of some images, and their labels.
template <class Real>
struct Examples {
  nn::Tensor<Real> features;
  std::vector<std::uint8_t> labels;
};

// `test` may be empty.
template <class Real>
struct ExampleSets {
  Examples<Real> train;
  Examples<Real> validation;
  Examples<Real> test;
};

struct TrainerOptions {
  std::size_t epochs = 30;
  std::size_t batch_size = 16;
  std::size_t patience = 0;  // epochs without a better validation accuracy after which training ends; 0: never
  std::uint64_t seed = 0;    // of the order of the batches, which changes every epoch
  std::string_view loss = "cross_entropy";               // a row of nn::losses()
  double label_smoothing = 0;                            // of losses that take it
  double clip_grad_norm = 0;                             // the largest norm of a step's gradient; 0: any
  std::function<double(std::size_t epoch)> rate_factor;  // of the learning rates; none: 1
};

// Called with the training so far after every epoch whose loss and gradients are finite.
using TrainingObserver = std::function<void(const trial::TrainingRecord&)>;

// Makes room in `training` for what fit() records: with test images for all metrics.
template <class Real>
void begin_record(const model::Network<Real>& network, Has metrics_that, trial::TrainingRecord& training);

// Whether the validation accuracy was not better in any of the last `patience` epochs than before; never where that is
// 0.
bool out_of_patience(const trial::TrainingRecord& training, std::size_t patience);

// Trains network.trained in place, from the epoch after those that `training` holds already, until the last one or its
// patience ends. Returns "" or, where the loss or a gradient stopped being finite, what happened; the epoch in which it
// did is the last one recorded.
template <class Real>
std::string fit(model::Network<Real>& network, nn::Optimizer<Real>& optimizer, const ExampleSets<Real>& examples,
                const TrainerOptions& options, trial::TrainingRecord& training, const TrainingObserver& observer);

}  // namespace quanvas::train
