// How a trial draws its training, validation and test images from a data set. Which numbers a drawn image becomes:
// data/dataset.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/copies.hpp"
#include "data/dataset.hpp"
#include "trial/choices.hpp"

namespace quanvas::data {

// Positions in the data set that was drawn from; those of `test` are positions in its other part where the test images
// come from there. A position may appear more than once (Copies).
struct Draw {
  Indices train;
  Indices validation;
  Indices test;
};

// How many images of one division do what.
struct SplitCounts {
  std::size_t train = 0;
  std::size_t validation = 0;
  std::size_t test = 0;
};

// How many of `images` train; the rest validate.
std::size_t training_count(std::size_t images, double train_fraction);

// `test_fraction` of all images is set apart first; of what is left, `train_fraction` trains. Rounded to the nearest.
SplitCounts split_counts(std::size_t images, double test_fraction, double train_fraction);

using trial::Stratify;  // whether all classes are divided together, or each by itself in the same shares

struct DrawOptions {
  std::vector<int> labels;              // those of the data set that become classes 0, 1, ...
  std::size_t samples_per_class = 200;  // 0: all there are
  double train_fraction = 0.8;
  double test_fraction = 0;        // test images from the drawn ones, or
  std::size_t test_per_class = 0;  // from the other part of the data set
  Stratify stratify = Stratify::none;
  Copies copies = Copies::as_they_are;
  std::uint64_t seed = 0;
};

// Draws `samples_per_class` images of each class without replacement (stream "data" of the seed), shuffles them
// together and splits them; draws `test_per_class` of each from `other`, the data set's other part, which may be null
// where that is 0 (stream "test data", so that the rest does not change). The same seed gives the same images, in the
// same order, whatever the model. With `doubled_in_training` no image has a copy on two sides of the split, an image of
// `other` that `dataset` holds is passed over, and copies are made only where all images are drawn (samples_per_class
// 0). Of several smallest classes the first is doubled. Throws Error where the data set lacks a label, where there are
// too few images of a class, where one side of the split would be empty (with `label`, of any class), and for test
// images from both.
Draw draw(const Dataset& dataset, const DrawOptions& options, const Dataset* other = nullptr);

}  // namespace quanvas::data
