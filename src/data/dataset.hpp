// Labelled images as a value, and what a network is given of them: tensors of pixels, and classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/tensor.hpp"

namespace quanvas::data {

// Its copies view the same images.
struct Dataset {
  std::string name;  // its row in the catalogue, or its path
  std::size_t height = 0;
  std::size_t width = 0;
  std::span<const std::uint8_t> pixels;  // [count, channels, height, width], 0 is background
  std::span<const std::uint8_t> labels;  // [count]
  std::vector<std::string> class_names;  // by label
  std::string checksum;                  // XXH3-128 of pixels and labels, hexadecimal
  std::string origin;                    // where it was read from, for people
  std::vector<std::string> remarks;      // what was left out, and why, a line each
  std::size_t channels = 1;
  std::shared_ptr<const void> memory;  // keeps pixels and labels; null where something else does

  // Makes these its pixels and labels.
  void own(std::vector<std::uint8_t> all_pixels, std::vector<std::uint8_t> all_labels);

  std::size_t size() const { return labels.size(); }
  std::size_t image_size() const { return channels * height * width; }
  std::span<const std::uint8_t> image(std::size_t i) const { return pixels.subspan(i * image_size(), image_size()); }
};

// The data set with the checksum of its pixels and labels.
Dataset with_checksum(Dataset dataset);

// Positions in a Dataset.
using Indices = std::vector<std::uint32_t>;

// A pixel x in 0..255 becomes scale * x + offset.
struct PixelMap {
  double scale = 1.0 / 255.0;
  double offset = 0.0;
};

// The map that gives the named images zero mean and unit variance over all their pixels.
PixelMap standardising_map(const Dataset& dataset, const Indices& images);

// The named images as [count, channels, height, width].
template <class Real>
nn::Tensor<Real> gather_images(const Dataset& dataset, const Indices& images, const PixelMap& map);

// The class of each named image: the position of its label in `labels`, which holds it.
std::vector<std::uint8_t> gather_labels(const Dataset& dataset, const Indices& images, std::span<const int> labels);

}  // namespace quanvas::data
