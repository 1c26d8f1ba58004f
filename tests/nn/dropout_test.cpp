#include "nn/dropout.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

const Shape kShape{100, 100};

std::vector<double> list(const Tensor<double>& tensor) { return {tensor.values().begin(), tensor.values().end()}; }

// What two batches of ones become in an epoch of training.
std::vector<double> factors(Dropout<double>& layer, std::uint32_t epoch) {
  Tensor<double> ones(kShape);
  ones.fill(1);
  layer.begin({Purpose::training, epoch});
  std::vector<double> all = list(layer.forward(ones));
  for (const double factor : list(layer.forward(ones))) all.push_back(factor);
  return all;
}

TEST(Dropout, LeavesOutAShareAndScalesTheRest) {
  Dropout<double> layer(0.25, 1);
  std::size_t left_out = 0;
  for (const double factor : factors(layer, 0)) {
    left_out += factor == 0;
    EXPECT_TRUE(factor == 0 || std::abs(factor - 4.0 / 3) < test::kExact) << factor;
  }
  // 20,000 draws: the standard deviation is 61.
  EXPECT_NEAR(static_cast<double>(left_out), 5000, 300);
}

TEST(Dropout, AnEpochHasItsOwnBitsWhateverWasDoneBefore) {
  Dropout<double> layer(0.5, 1), other(0.5, 1), other_seed(0.5, 2);
  const std::vector<double> third = factors(layer, 3);
  EXPECT_NE(factors(layer, 4), third);
  EXPECT_EQ(factors(layer, 3), third);
  EXPECT_EQ(factors(other, 3), third);
  EXPECT_NE(factors(other_seed, 3), third);
  EXPECT_NE(std::vector(third.begin(), third.begin() + 10000), std::vector(third.begin() + 10000, third.end()));
}

TEST(Dropout, FollowsTheOrderOfItemsNotTheBatches) {
  Dropout<double> layer(0.5, 1);
  const std::vector<double> in_two = factors(layer, 3);
  Tensor<double> ones(Shape{1, 100});
  ones.fill(1);
  layer.begin({Purpose::training, 3});
  std::vector<double> one_by_one;
  for (std::size_t i = 0; i < 200; ++i)
    for (const double factor : list(layer.forward(ones))) one_by_one.push_back(factor);
  EXPECT_EQ(one_by_one, in_two);
}

// PyTorch's Dropout2d: all values of a channel of an item have one factor, and channels have their own.
TEST(Dropout, LeavesOutWholeChannels) {
  Dropout<double> layer(0.25, 1, Dropped::channels);
  Tensor<double> ones(Shape{100, 20, 3, 2});
  ones.fill(1);
  layer.begin({Purpose::training, 0});
  const std::vector<double> factors = list(layer.forward(ones));
  std::size_t left_out = 0;
  for (std::size_t channel = 0; channel < 2000; ++channel) {
    for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(factors[6 * channel + i], factors[6 * channel]);
    left_out += factors[6 * channel] == 0;
  }
  // Of 2000 draws: the standard deviation is 19.
  EXPECT_NEAR(static_cast<double>(left_out), 500, 90);
  EXPECT_EQ(list(layer.backward(ones, ones, InputGradient::wanted)), factors);
}

void expect_identity(Dropout<double>& layer) {
  const auto input = test::random_tensor<double>(kShape, 1), upstream = test::random_tensor<double>(kShape, 2);
  EXPECT_EQ(list(layer.forward(input)), list(input));
  EXPECT_EQ(list(layer.backward(input, upstream, InputGradient::wanted)), list(upstream));
}

TEST(Dropout, IsTheIdentityOutsideTraining) {
  Dropout<double> layer(0.5, 1);
  expect_identity(layer);
  factors(layer, 0);
  layer.begin({Purpose::validation, 0});
  expect_identity(layer);
  factors(layer, 1);
  layer.begin({Purpose::test, 1});
  expect_identity(layer);
}

TEST(Dropout, OfProbabilityZeroIsTheIdentity) {
  Dropout<double> layer(0, 1);
  layer.begin({Purpose::training, 0});
  expect_identity(layer);
}

TEST(Dropout, TheGradientTakesTheSameWay) {
  Dropout<double> layer(0.5, 1);
  Tensor<double> ones(kShape);
  ones.fill(1);
  layer.begin({Purpose::training, 2});
  const std::vector<double> output = list(layer.forward(ones));
  EXPECT_EQ(list(layer.backward(ones, ones, InputGradient::wanted)), output);
}

TEST(Dropout, RefusesWhatIsNoProbability) {
  EXPECT_THROW(Dropout<float>(-0.1, 1), Error);
  EXPECT_THROW(Dropout<float>(1, 1), Error);
}

}  // namespace
}  // namespace quanvas::nn
