// The metric list: what is recorded of every epoch. To add one: a row.
#pragma once

#include <span>
#include <string_view>

namespace quanvas::train {

// What an epoch's passes summed up.
struct EpochSums {
  double train_loss = 0;       // summed over the training images, each at the weights its batch was trained with
  double train_correct = 0;
  double train_images = 0;
  double validation_loss = 0;  // summed over the validation images, at the weights after the epoch
  double validation_correct = 0;
  double validation_images = 0;
  double seconds = 0;          // of the whole epoch
};

struct Metric {
  std::string_view name;
  std::string_view unit;
  double (*of)(const EpochSums&);
};

std::span<const Metric> metrics();

}  // namespace quanvas::train
