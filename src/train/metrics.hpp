// The metric list: what is recorded of every epoch. To add one: a row.
#pragma once

#include <span>
#include <string_view>

namespace quanvas::train {

// What an epoch's passes summed up.
struct EpochSums {
  double train_loss = 0;  // summed over the training images, each at the weights its batch was trained with
  double train_correct = 0;
  double train_images = 0;
  double validation_loss = 0;  // summed over the validation images, at the weights after the epoch
  double validation_correct = 0;
  double validation_images = 0;
  double test_loss = 0;  // summed over the test images, likewise
  double test_correct = 0;
  double test_images = 0;
  double seconds = 0;  // of the whole epoch
};

// Which trainings have a metric: those with test images alone, or all.
enum class Has { always, with_test };

struct Metric {
  std::string_view name;
  std::string_view unit;
  double (*of)(const EpochSums&);
  Has has = Has::always;
};

std::span<const Metric> metrics();

}  // namespace quanvas::train
