// Images that are the same as others, pixel by pixel or nearly so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>

#include "data/dataset.hpp"

namespace quanvas::data {

// Root mean square of the differences between their pixels, in grey levels of 255, up to which images are copies of one
// another: files that were compressed or scaled again. Pictures of a kind lie much further apart.
inline constexpr double kCopyDistance = 2;

// Views the images it is given, all of one size; they must outlive it.
class ImageSet {
 public:
  // Images are the same up to this distance; 0: where all pixels are.
  explicit ImageSet(double distance = 0) : distance_(distance) {}

  // Adds the image where none in the set is the same. Returns whether it has.
  bool add(std::span<const std::uint8_t> image);
  bool holds(std::span<const std::uint8_t> image) const;

 private:
  double distance_;
  std::multimap<double, std::span<const std::uint8_t>>
      images_;  // by their mean pixel, which lies no further apart than they do
};

struct Duplicates {
  std::size_t within_train = 0;  // images that are the same as an earlier one of their part
  std::size_t within_test = 0;
  std::size_t across = 0;         // images of the test part that are the same as one of the training part
  std::size_t contradicting = 0;  // images that are the same as an earlier one of either part under another label
};

// Images of either part that are a copy of an earlier one, but not pixel by pixel the same. Slow for many images.
std::size_t count_near_copies(const Dataset& train, const Dataset& test);

// Of the two parts of a data set, whose images have the same size.
Duplicates count_duplicates(const Dataset& train, const Dataset& test);

}  // namespace quanvas::data
