// The table of metrics: what is recorded of every epoch. History, final column, JSON, results.h5 and analysis follow
// from a row. To add one: a row in metrics.cpp.
#pragma once

#include <span>
#include <string_view>

#include "trial/outcome.hpp"

namespace quanvas::train {

// What a pass over some images summed up.
struct PassSums {
  double loss = 0;  // summed over the images
  double correct = 0;
  double images = 0;
};

// What an epoch's passes summed up. Of the training images, each is counted at the weights its batch was trained with,
// of the others at the weights after the epoch.
struct EpochSums {
  PassSums train;
  PassSums validation;
  PassSums test;
  double seconds = 0;  // of the whole epoch
};

// Which trainings have a metric: those with test images alone, or all.
enum class Has { always, with_test };

struct Metric {
  std::string_view name;
  std::string_view unit;  // "" for what is the same whenever the trial is run again
  std::string_view meaning;
  trial::Better better;
  double (*of)(const EpochSums&);
  Has has = Has::always;
};

std::span<const Metric> metrics();

}  // namespace quanvas::train
