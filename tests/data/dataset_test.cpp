#include "data/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/synthetic.hpp"
#include "support/error_of.hpp"

namespace quanvas::data {
namespace {

const Dataset& digits() {
  static const Dataset dataset = make_synthetic({.per_class = 30});
  return dataset;
}

TEST(Draw, TakesAsManyOfEachClassAndSplitsThem) {
  const Draw draw = data::draw(digits(), {.classes = 4, .samples_per_class = 25, .train_fraction = 0.8, .seed = 1});
  EXPECT_EQ(draw.train.size(), 80u);
  EXPECT_EQ(draw.validation.size(), 20u);
  std::set<std::uint32_t> images(draw.train.begin(), draw.train.end());
  images.insert(draw.validation.begin(), draw.validation.end());
  EXPECT_EQ(images.size(), 100u);
  std::map<int, int> counts;
  for (const std::uint32_t image : images) ++counts[digits().labels[image]];
  EXPECT_EQ(counts, (std::map<int, int>{{0, 25}, {1, 25}, {2, 25}, {3, 25}}));
}

TEST(Draw, DependsOnTheSeedAlone) {
  const DrawOptions options{.classes = 10, .samples_per_class = 20, .train_fraction = 0.8, .seed = 1};
  EXPECT_EQ(draw(digits(), options).train, draw(digits(), options).train);
  EXPECT_NE(draw(digits(), options).train, draw(digits(), {.classes = 10, .samples_per_class = 20, .train_fraction = 0.8, .seed = 2}).train);
  // Classes are mixed, not in blocks.
  const auto labels = gather_labels(digits(), draw(digits(), options).train);
  EXPECT_FALSE(std::ranges::is_sorted(labels));
}

TEST(Draw, RefusesWhatIsNotThere) {
  EXPECT_THAT(test::error_of([] { draw(digits(), {.classes = 11}); }), testing::HasSubstr("has 10 classes, not 11"));
  EXPECT_THAT(test::error_of([] { draw(digits(), {.classes = 2, .samples_per_class = 31}); }), testing::HasSubstr("30 images of class 0"));
  EXPECT_THAT(test::error_of([] { draw(digits(), {.classes = 2, .samples_per_class = 2, .train_fraction = 0.1}); }), testing::HasSubstr("none to train with"));
}

TEST(Gather, MapsPixels) {
  const Indices which{3, 7};
  const auto images = gather_images<double>(digits(), which, {.scale = 2, .offset = 1});
  EXPECT_EQ(images.shape(), (nn::Shape{2, 1, 28, 28}));
  for (std::size_t p = 0; p < 784; ++p) ASSERT_EQ(images.item(1)[p], 2.0 * digits().image(7)[p] + 1);
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
