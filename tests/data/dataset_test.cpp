#include "data/dataset.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "data/synthetic.hpp"

namespace quanvas::data {
namespace {

const Dataset& digits() {
  static const Dataset dataset = make_synthetic({.per_class = 30});
  return dataset;
}

TEST(Gather, MapsPixels) {
  const Indices which{3, 7};
  const auto images = gather_images<double>(digits(), which, {.scale = 2, .offset = 1});
  EXPECT_EQ(images.shape(), (nn::Shape{2, 1, 28, 28}));
  for (std::size_t p = 0; p < 784; ++p) ASSERT_EQ(images.item(1)[p], 2.0 * digits().image(7)[p] + 1);
}

TEST(Gather, LabelsBecomeClasses) {
  const std::vector<int> labels{7, 3, 0};
  const auto classes = gather_labels(digits(), {13, 27, 0, 7}, labels);  // labels 3, 7, 0, 7
  EXPECT_EQ(classes, (std::vector<std::uint8_t>{1, 0, 2, 0}));
}

TEST(StandardisingMap, GivesZeroMeanAndUnitVariance) {
  const Indices which{0, 5, 9, 100};
  const auto images = gather_images<double>(digits(), which, standardising_map(digits(), which));
  double mean = 0;
  double square = 0;
  for (const double value : images.values()) {
    mean += value / static_cast<double>(images.size());
    square += value * value / static_cast<double>(images.size());
  }
  EXPECT_NEAR(mean, 0, 1e-12);
  EXPECT_NEAR(square, 1, 1e-12);
}

}  // namespace
}  // namespace quanvas::data
