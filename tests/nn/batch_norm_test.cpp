#include "nn/batch_norm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/error_of.hpp"
#include "support/tolerances.hpp"

namespace quanvas::nn {
namespace {

Tensor<double> filled(const Shape& shape, const std::vector<double>& values) {
  Tensor<double> tensor(shape);
  std::ranges::copy(values, tensor.data());
  return tensor;
}

void expect_near(std::span<const double> actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12) << i;
}

// PyTorch 1.13's BatchNorm1d of the same numbers.
class BatchNormOfPyTorch : public testing::Test {
 protected:
  BatchNormOfPyTorch() {
    std::ranges::copy(std::vector{1.5, -0.5}, layer.parameters()[0]->value.begin());
    std::ranges::copy(std::vector{0.25, 1.0}, layer.parameters()[1]->value.begin());
    layer.begin({Purpose::training, 0});
    output = layer.forward(input);
  }

  const Tensor<double> input = filled(Shape{3, 2}, {1, 2, 3, -1, 4, 0.5});
  BatchNorm<double> layer{2};
  Tensor<double> output;
};

TEST_F(BatchNormOfPyTorch, NormalisesABatchInTraining) {
  expect_near(output.values(), {-1.7544528714693077, 0.38762960553545156, 0.6508905742938615, 1.6123703944645482,
                                1.8535622971754462, 0.9999999999999999});
}

TEST_F(BatchNormOfPyTorch, HasItsGradients) {
  const Tensor<double>& gradient =
      layer.backward(input, filled(Shape{3, 2}, {1, -1, 0.5, 2, -2, 0.25}), InputGradient::wanted);
  expect_near(gradient.values(), {-0.3865615487069174, -0.03401649502817239, 1.1597168603348098, -0.034024659912332916,
                                  -0.7731553116278918, 0.06804115494050537});
  expect_near(layer.parameters()[0]->gradient, {-3.3407547857821798, -3.6742223667872898});
  expect_near(layer.parameters()[1]->gradient, {-0.5, 1.25});
}

TEST_F(BatchNormOfPyTorch, EvaluatesByRunningMeanAndVariance) {
  expect_near(*layer.statistics()[0], {0.26666666666666666, 0.05});
  expect_near(*layer.statistics()[1], {1.1333333333333333, 1.125});
  layer.begin({Purpose::validation, 0});
  expect_near(layer.forward(input).values(), {1.2832655217761915, 0.08076526993609856, 4.101262399347623,
                                              1.4949725469574855, 5.510260838133338, 0.787868908446792});
  expect_near(*layer.statistics()[0], {0.26666666666666666, 0.05});
}

TEST(BatchNorm, RefusesOtherChannels) {
  EXPECT_THAT(test::error_of([] { BatchNorm<float>(3).output_shape(Shape{2, 4, 5, 5}); }), testing::HasSubstr("3"));
}

}  // namespace
}  // namespace quanvas::nn
