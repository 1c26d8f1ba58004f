// Images that are the same as others, pixel by pixel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_set>

#include "data/dataset.hpp"

namespace quanvas::data {

// Views the images it is given; they must outlive it.
class ImageSet {
 public:
  // Whether the image is new.
  bool add(std::span<const std::uint8_t> image);
  bool holds(std::span<const std::uint8_t> image) const;

 private:
  std::unordered_set<std::string_view> images_;
};

struct Duplicates {
  std::size_t within_train = 0;   // images that are the same as an earlier one of their part
  std::size_t within_test = 0;
  std::size_t across = 0;         // images of the test part that are the same as one of the training part
  std::size_t contradicting = 0;  // images that are the same as an earlier one of either part under another label
};

// Of the two parts of a data set, whose images have the same size.
Duplicates count_duplicates(const Dataset& train, const Dataset& test);

}  // namespace quanvas::data
