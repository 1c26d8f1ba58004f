// Small data sets to draw from, and what was drawn of them.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "data/draw.hpp"
#include "data/synthetic.hpp"

namespace quanvas::test {

using data::Dataset;
using data::Draw;
using data::Indices;

using Counts = std::map<int, std::size_t>;

inline const Dataset& digits() {
  static const Dataset dataset = data::make_synthetic({.per_class = 30});
  return dataset;
}

inline const Dataset& other_digits() {
  static const Dataset dataset = data::make_synthetic({.per_class = 12, .replicate = 1});
  return dataset;
}

inline std::vector<int> first_labels(int count) {
  std::vector<int> labels;
  for (int label = 0; label < count; ++label) labels.push_back(label);
  return labels;
}

inline Counts counts(const Dataset& dataset, const Indices& images) {
  Counts result;
  for (const std::uint32_t image : images) ++result[dataset.labels[image]];
  return result;
}

inline std::set<std::uint32_t> distinct(const Draw& draw) {
  std::set<std::uint32_t> images;
  for (const Indices* side : {&draw.train, &draw.validation, &draw.test}) images.insert(side->begin(), side->end());
  return images;
}

// Images of two pixels, their value and another that sets apart those of neighbouring values; class names a, b, c.
inline Dataset of_values(const std::vector<std::vector<std::uint8_t>>& by_label) {
  Dataset dataset{.name = "small", .height = 1, .width = 2, .class_names = {"a", "b", "c"}};
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  for (std::size_t label = 0; label < by_label.size(); ++label)
    for (const std::uint8_t value : by_label[label]) {
      pixels.insert(pixels.end(), {value, static_cast<std::uint8_t>(97 * value)});
      labels.push_back(static_cast<std::uint8_t>(label));
    }
  dataset.own(std::move(pixels), std::move(labels));
  return dataset;
}

inline std::vector<std::uint8_t> values_from(int first, int count) {
  std::vector<std::uint8_t> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<std::uint8_t>(first + i));
  return values;
}

inline std::set<std::string> contents(const Dataset& dataset, const Indices& images) {
  std::set<std::string> result;
  for (const std::uint32_t i : images) result.emplace(dataset.image(i).begin(), dataset.image(i).end());
  return result;
}

inline std::vector<std::string> common(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

inline Indices of_label(const Dataset& dataset, int label) {
  Indices images;
  for (std::uint32_t i = 0; i < dataset.size(); ++i)
    if (dataset.labels[i] == label) images.push_back(i);
  return images;
}

}  // namespace quanvas::test
