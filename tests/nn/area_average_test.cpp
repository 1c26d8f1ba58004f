#include "nn/area_average.hpp"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "support/tolerances.hpp"

namespace quanvas::nn {
namespace {

std::vector<double> average(const std::vector<double>& image, Size from, Size to) {
  std::vector<double> result(to.area(), -1);
  area_average<double>(image, from, result, to);
  return result;
}

std::vector<double> random_image(Size size) {
  std::vector<double> image(size.area());
  RandomStream stream(1, "image");
  for (double& value : image) value = stream.uniform();
  return image;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(AreaAverage, OfWholePixelsIsTheirMean) {
  EXPECT_EQ(average({1, 2, 5, 6, 3, 4, 7, 8}, {2, 4}, {1, 2}), (std::vector<double>{2.5, 6.5}));
}

// A pixel of the result covers one and a half: (a + b/2) / 1.5 and (b/2 + c) / 1.5.
TEST(AreaAverage, OfPartsOfPixels) {
  EXPECT_EQ(average({3, 6, 9}, {1, 3}, {1, 2}), (std::vector<double>{4, 8}));
  EXPECT_EQ(average({3, 6, 9}, {3, 1}, {2, 1}), (std::vector<double>{4, 8}));
  EXPECT_EQ(average({9, 0, 0, 0, 18, 0, 0, 0, 0}, {3, 3}, {2, 2}), (std::vector<double>{6, 2, 2, 2}));
}

// The middle pixel of the result lies half on each.
TEST(AreaAverage, Enlarges) {
  EXPECT_EQ(average({2, 6}, {1, 2}, {1, 4}), (std::vector<double>{2, 2, 6, 6}));
  EXPECT_EQ(average({2, 6}, {1, 2}, {1, 3}), (std::vector<double>{2, 4, 6}));
}

TEST(AreaAverage, ToTheSameSizeIsTheIdentity) {
  const std::vector<double> image = random_image({4, 8});
  EXPECT_EQ(average(image, {4, 8}, {4, 8}), image);
}

TEST(AreaAverage, KeepsConstantsAndTheMean) {
  for (const Size to : {Size{16, 16}, Size{1, 1}, Size{27, 5}, Size{40, 31}}) {
    const std::vector<double> constant = average(std::vector<double>(28 * 28, 255), {28, 28}, to);
    EXPECT_EQ(constant, std::vector<double>(to.area(), 255));
    const std::vector<double> image = random_image({28, 28});
    EXPECT_NEAR(mean(average(image, {28, 28}, to)), mean(image), test::kExact);
  }
}

// <A x, u> = <x, A^T u>
TEST(AreaAverage, HasATranspose) {
  const Size from{5, 7}, to{3, 9};
  const std::vector<double> image = random_image(from), u = random_image(to), result = average(image, from, to);
  std::vector<double> back(from.area(), -1);
  area_average_transposed<double>(u, to, back, from);
  EXPECT_NEAR(std::inner_product(result.begin(), result.end(), u.begin(), 0.0),
              std::inner_product(image.begin(), image.end(), back.begin(), 0.0), test::kExact);
}

}  // namespace
}  // namespace quanvas::nn
