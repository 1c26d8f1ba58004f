#include "data/dataset.hpp"

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"

namespace quanvas::data {
namespace {

// The positions of each class's images, [class].
std::vector<Indices> by_class(const Dataset& dataset, std::size_t classes) {
  std::vector<Indices> members(classes);
  for (std::uint32_t i = 0; i < dataset.size(); ++i)
    if (dataset.labels[i] < classes) members[dataset.labels[i]].push_back(i);
  return members;
}

}  // namespace

void Dataset::own(std::vector<std::uint8_t> all_pixels, std::vector<std::uint8_t> all_labels) {
  const auto both = std::make_shared<const std::pair<std::vector<std::uint8_t>, std::vector<std::uint8_t>>>(std::move(all_pixels), std::move(all_labels));
  pixels = both->first;
  labels = both->second;
  memory = both;
}

std::size_t training_count(std::size_t images, double train_fraction) {
  return static_cast<std::size_t>(std::llround(static_cast<double>(images) * train_fraction));
}

Draw draw(const Dataset& dataset, const DrawOptions& options) {
  require(options.classes <= dataset.class_names.size(), "data set {} has {} classes, not {}", dataset.name,
          dataset.class_names.size(), options.classes);
  RandomStream stream(options.seed, "data");
  Indices drawn;
  std::vector<Indices> members = by_class(dataset, options.classes);
  for (std::size_t label = 0; label < members.size(); ++label) {
    Indices& all = members[label];
    require(all.size() >= options.samples_per_class, "data set {} has {} images of class {} ({}), not {}; lower samples_per_class",
            dataset.name, all.size(), label, dataset.class_names[label], options.samples_per_class);
    stream.shuffle(std::span(all));
    drawn.insert(drawn.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(options.samples_per_class));
  }
  stream.shuffle(std::span(drawn));
  const std::size_t train = training_count(drawn.size(), options.train_fraction);
  require(train > 0 && train < drawn.size(), "train_fraction {} of {} images leaves none to {}", options.train_fraction, drawn.size(),
          train == 0 ? "train with" : "validate with");
  const auto cut = drawn.begin() + static_cast<std::ptrdiff_t>(train);
  return {.train = {drawn.begin(), cut}, .validation = {cut, drawn.end()}};
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
  const double count = static_cast<double>(images.size() * dataset.height * dataset.width);
  const double mean = static_cast<double>(sum) / count;
  const double deviation = std::sqrt(static_cast<double>(squares) / count - mean * mean);
  require(deviation > 0, "data set {}: all pixels are equal, so they cannot be standardised", dataset.name);
  return {.scale = 1 / deviation, .offset = -mean / deviation};
}

template <class Real>
nn::Tensor<Real> gather_images(const Dataset& dataset, const Indices& images, const PixelMap& map) {
  nn::Tensor<Real> tensor(nn::Shape{images.size(), 1, dataset.height, dataset.width});
  for (std::size_t b = 0; b < images.size(); ++b) {
    const auto pixels = dataset.image(images[b]);
    const auto item = tensor.item(b);
    for (std::size_t p = 0; p < pixels.size(); ++p) item[p] = static_cast<Real>(map.scale * pixels[p] + map.offset);
  }
  return tensor;
}

template nn::Tensor<float> gather_images(const Dataset&, const Indices&, const PixelMap&);
template nn::Tensor<double> gather_images(const Dataset&, const Indices&, const PixelMap&);

std::vector<std::uint8_t> gather_labels(const Dataset& dataset, const Indices& images) {
  std::vector<std::uint8_t> labels;
  labels.reserve(images.size());
  for (const std::uint32_t i : images) labels.push_back(dataset.labels[i]);
  return labels;
}

}  // namespace quanvas::data
