#include "data/dataset.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "base/checksum.hpp"
#include "base/error.hpp"

namespace quanvas::data {

void Dataset::own(std::vector<std::uint8_t> all_pixels, std::vector<std::uint8_t> all_labels) {
  const auto both = std::make_shared<const std::pair<std::vector<std::uint8_t>, std::vector<std::uint8_t>>>(
      std::move(all_pixels), std::move(all_labels));
  pixels = both->first;
  labels = both->second;
  memory = both;
}

Dataset with_checksum(Dataset dataset) {
  dataset.checksum = joint_checksum({std::as_bytes(dataset.pixels), std::as_bytes(dataset.labels)});
  return dataset;
}

PixelMap standardising_map(const Dataset& dataset, const Indices& images) {
  // Sums of integers are exact, so their order does not matter.
  std::uint64_t sum = 0;
  std::uint64_t squares = 0;
  for (const std::uint32_t i : images)
    for (const std::uint64_t pixel : dataset.image(i)) {
      sum += pixel;
      squares += pixel * pixel;
    }
  const double count = static_cast<double>(images.size() * dataset.image_size());
  const double mean = static_cast<double>(sum) / count;
  const double deviation = std::sqrt(static_cast<double>(squares) / count - mean * mean);
  require(deviation > 0, "data set {}: all pixels are equal, so they cannot be standardised", dataset.name);
  return {.scale = 1 / deviation, .offset = -mean / deviation};
}

template <class Real>
nn::Tensor<Real> gather_images(const Dataset& dataset, const Indices& images, const PixelMap& map) {
  nn::Tensor<Real> tensor(nn::Shape{images.size(), dataset.channels, dataset.height, dataset.width});
  for (std::size_t b = 0; b < images.size(); ++b) {
    const auto pixels = dataset.image(images[b]);
    const auto item = tensor.item(b);
    for (std::size_t p = 0; p < pixels.size(); ++p) item[p] = static_cast<Real>(map.scale * pixels[p] + map.offset);
  }
  return tensor;
}

template nn::Tensor<float> gather_images(const Dataset&, const Indices&, const PixelMap&);
template nn::Tensor<double> gather_images(const Dataset&, const Indices&, const PixelMap&);

std::vector<std::uint8_t> gather_labels(const Dataset& dataset, const Indices& images, std::span<const int> labels) {
  std::vector<std::uint8_t> classes;
  classes.reserve(images.size());
  for (const std::uint32_t i : images) {
    const auto label = std::ranges::find(labels, int{dataset.labels[i]});
    assert(label != labels.end());
    classes.push_back(static_cast<std::uint8_t>(label - labels.begin()));
  }
  return classes;
}

}  // namespace quanvas::data
