#include "data/synthetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace quanvas::data {
namespace {

TEST(Synthetic, IsMadeFromItsOptionsAlone) {
  const Dataset a = make_synthetic({.per_class = 5});
  EXPECT_TRUE(std::ranges::equal(a.pixels, make_synthetic({.per_class = 5}).pixels));
  EXPECT_FALSE(std::ranges::equal(a.pixels, make_synthetic({.per_class = 5, .replicate = 1}).pixels));
  EXPECT_EQ(a.size(), 50u);
  EXPECT_EQ(a.class_names.size(), 10u);
  for (std::size_t label = 0; label < 10; ++label) EXPECT_EQ(std::ranges::count(a.labels, label), 5);
}

TEST(Synthetic, DrawsInkOnABlankGround) {
  const Dataset dataset = make_synthetic({.per_class = 10});
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const auto image = dataset.image(i);
    const auto ink = std::ranges::count_if(image, [](std::uint8_t pixel) { return pixel > 0; });
    EXPECT_GT(ink, 30) << i;
    EXPECT_LT(ink, 500) << i;
    EXPECT_GT(*std::ranges::max_element(image), 150) << i;
  }
}

// The images of a class are alike: the nearest mean image, learnt on one replicate, names the class on another.
TEST(Synthetic, ClassesCanBeTold) {
  const Dataset train = make_synthetic({.per_class = 50});
  const Dataset test = make_synthetic({.per_class = 20, .replicate = 1});
  std::vector<std::vector<double>> means(10, std::vector<double>(784));
  for (std::size_t i = 0; i < train.size(); ++i)
    for (std::size_t p = 0; p < 784; ++p) means[train.labels[i]][p] += train.image(i)[p] / 50.0;
  std::size_t correct = 0;
  for (std::size_t i = 0; i < test.size(); ++i) {
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t label = 0; label < 10; ++label) {
      double distance = 0;
      for (std::size_t p = 0; p < 784; ++p) distance += std::pow(test.image(i)[p] - means[label][p], 2);
      if (distance < least) {
        least = distance;
        nearest = label;
      }
    }
    correct += nearest == test.labels[i];
  }
  EXPECT_GT(correct, 120u) << "of 200";
}

}  // namespace
}  // namespace quanvas::data
