// The built-in data set: digits drawn with strokes and distorted at random, made in memory, so that everything can be
// tried and tested without a file.
#pragma once

#include <cstddef>
#include <cstdint>

#include "data/dataset.hpp"

namespace quanvas::data {

struct SyntheticOptions {
  std::size_t per_class = 500;
  std::uint32_t replicate = 0;  // images of different replicates are independent draws
};

// 28x28 images of the digits 0 to 9, classes in turn. Each has its own rotation, scale, shear, shift, stroke width and
// noise. The same options give the same images, always.
Dataset make_synthetic(const SyntheticOptions& options);

}  // namespace quanvas::data
