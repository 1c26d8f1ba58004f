// Labelled images as a value, and how a trial draws its training and validation images from them.
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
  std::string name;                       // its row in the catalogue
  std::size_t height = 0;
  std::size_t width = 0;
  std::span<const std::uint8_t> pixels;   // [count, height, width], 0 is background
  std::span<const std::uint8_t> labels;   // [count]
  std::vector<std::string> class_names;   // by label
  std::string checksum;                   // XXH3-128 of pixels and labels, hexadecimal
  std::string origin;                     // where it was read from, for people
  std::shared_ptr<const void> memory;     // keeps pixels and labels; null where something else does

  // Makes these its pixels and labels.
  void own(std::vector<std::uint8_t> all_pixels, std::vector<std::uint8_t> all_labels);

  std::size_t size() const { return labels.size(); }
  std::span<const std::uint8_t> image(std::size_t i) const { return pixels.subspan(i * height * width, height * width); }
};

// Positions in a Dataset.
using Indices = std::vector<std::uint32_t>;

struct Draw {
  Indices train;
  Indices validation;
};

// How many of `images` train; the rest validate.
std::size_t training_count(std::size_t images, double train_fraction);

struct DrawOptions {
  std::size_t classes = 10;            // labels 0 .. classes-1
  std::size_t samples_per_class = 200;
  double train_fraction = 0.8;
  std::uint64_t seed = 0;
};

// Draws `samples_per_class` images of each class without replacement (stream "data" of the seed), shuffles them together
// and splits them. The same seed gives the same images, in the same order, whatever the model. Throws Error where the
// data set has too few classes, too few images of a class, or where one side of the split would be empty.
Draw draw(const Dataset& dataset, const DrawOptions& options);

// A pixel x in 0..255 becomes scale * x + offset.
struct PixelMap {
  double scale = 1.0 / 255.0;
  double offset = 0.0;
};

// The map that gives the named images zero mean and unit variance over all their pixels.
PixelMap standardising_map(const Dataset& dataset, const Indices& images);

// The named images as [count, 1, height, width].
template <class Real>
nn::Tensor<Real> gather_images(const Dataset& dataset, const Indices& images, const PixelMap& map);

std::vector<std::uint8_t> gather_labels(const Dataset& dataset, const Indices& images);

}  // namespace quanvas::data
