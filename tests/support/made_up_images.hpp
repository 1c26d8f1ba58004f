// Small data sets by a formula; tests/reference/images.py makes the same, so that both can be trained on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.hpp"

namespace quanvas::test {

// A patterned rectangle on black: 28x28 pixels that are appended. Label and number move it and change the pattern.
inline void append_picture(std::size_t label, std::size_t number, std::vector<std::uint8_t>& pixels) {
  constexpr std::size_t kSide = 28;
  const std::size_t top = 4 + 2 * label + number % 3;
  const std::size_t left = 6 + number % 5;
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x) {
      const bool inside = y >= top && y < top + 12 && x >= left && x < left + 14 - label;
      const std::size_t grey = 40 + (x * y * (label + 1) + 7 * number * (y + 1) + 13 * x) % 216;
      pixels.push_back(static_cast<std::uint8_t>(inside ? grey : 0));
    }
}

// `counts[label]` images of each label, label by label; `first` is the number of each label's first.
inline data::Dataset made_up_images(std::string_view name, const std::vector<std::size_t>& counts,
                                    std::size_t first = 0) {
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  data::Dataset dataset{.name = std::string(name), .height = 28, .width = 28};
  for (std::size_t label = 0; label < counts.size(); ++label) {
    dataset.class_names.push_back(std::to_string(label));
    for (std::size_t number = 0; number < counts[label]; ++number) {
      append_picture(label, first + number, pixels);
      labels.push_back(static_cast<std::uint8_t>(label));
    }
  }
  dataset.own(std::move(pixels), std::move(labels));
  return dataset;
}

}  // namespace quanvas::test
