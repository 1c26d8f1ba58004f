#include "nn/conv2d.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/count_allocations.hpp"
#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

struct Case {
  std::size_t batch, in_channels, out_channels, kernel, height, width;
  std::size_t stride = 1;
  std::size_t padding = 0;

  Conv2dOptions options() const {
    return {.in_channels = in_channels,
            .out_channels = out_channels,
            .kernel = kernel,
            .stride = stride,
            .padding = padding};
  }
};

const Case kCases[] = {{2, 1, 16, 3, 28, 28},     {1, 16, 32, 3, 13, 13},   {3, 4, 8, 3, 14, 14},
                       {2, 8, 16, 3, 6, 6},       {2, 3, 5, 2, 4, 19},      {2, 2, 1, 4, 4, 4},
                       {1, 2, 3, 1, 3, 5},        {2, 1, 2, 5, 9, 40},      {2, 3, 4, 3, 8, 11, 2},
                       {2, 2, 3, 3, 7, 7, 1, 1},  {1, 2, 3, 3, 9, 8, 2, 1}, {2, 1, 2, 2, 5, 6, 3, 0},
                       {2, 2, 2, 5, 6, 20, 2, 2}, {1, 1, 2, 3, 1, 2, 1, 2}};

// Plain sums, in double precision.
struct Expected {
  std::vector<double> output, weight_gradient, bias_gradient, input_gradient;
};

template <class Real>
Expected plain(const Case& c, const Tensor<Real>& input, const Tensor<Real>& upstream, std::span<const Real> weight,
               std::span<const Real> bias) {
  Expected expected{std::vector<double>(upstream.size()), std::vector<double>(weight.size()),
                    std::vector<double>(bias.size()), std::vector<double>(input.size())};
  const std::size_t rows = (c.height + 2 * c.padding - c.kernel) / c.stride + 1,
                    columns = (c.width + 2 * c.padding - c.kernel) / c.stride + 1;
  std::size_t o = 0;
  for (std::size_t b = 0; b < c.batch; ++b)
    for (std::size_t out = 0; out < c.out_channels; ++out)
      for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column, ++o) {
          const double u = upstream.values()[o];
          expected.output[o] = bias[out];
          expected.bias_gradient[out] += u;
          for (std::size_t in = 0; in < c.in_channels; ++in)
            for (std::size_t y = 0; y < c.kernel; ++y)
              for (std::size_t x = 0; x < c.kernel; ++x) {
                const std::size_t w = ((out * c.in_channels + in) * c.kernel + y) * c.kernel + x;
                const std::size_t line = row * c.stride + y - c.padding, entry = column * c.stride + x - c.padding;
                if (line >= c.height || entry >= c.width) continue;  // wrapped below 0 as well
                const std::size_t i = ((b * c.in_channels + in) * c.height + line) * c.width + entry;
                expected.output[o] += double{weight[w]} * double{input.values()[i]};
                expected.weight_gradient[w] += u * double{input.values()[i]};
                expected.input_gradient[i] += u * double{weight[w]};
              }
        }
  return expected;
}

template <class Real>
void expect_near(std::span<const Real> values, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], expected[i], tolerance) << i;
}

// The layer sees another shape in between, so that what it keeps from step to step is tried as well.
template <class Real>
void compare_with_plain_sums(double tolerance) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(testing::Message() << c.in_channels << " to " << c.out_channels << " channels, kernel " << c.kernel
                                    << ", " << c.height << "x" << c.width << ", stride " << c.stride << ", padding "
                                    << c.padding);
    Conv2d<Real> layer(c.options(), RandomStream(3, "conv"));
    const auto other = test::random_tensor<Real>({2, c.in_channels, c.height + 1, c.width + 4}, 5);
    const auto other_upstream = test::random_tensor<Real>(layer.output_shape(other.shape()), 6);
    layer.forward(other);
    layer.backward(other, other_upstream, InputGradient::wanted);

    const auto input = test::random_tensor<Real>({c.batch, c.in_channels, c.height, c.width}, 7);
    const auto upstream = test::random_tensor<Real>(layer.output_shape(input.shape()), 8);
    const auto parameters = layer.parameters();
    const Expected expected = plain<Real>(c, input, upstream, parameters[0]->value, parameters[1]->value);
    expect_near<Real>(layer.forward(input).values(), expected.output, tolerance);
    expect_near<Real>(layer.backward(input, upstream, InputGradient::wanted).values(), expected.input_gradient,
                      tolerance);
    expect_near<Real>(parameters[0]->gradient, expected.weight_gradient, tolerance);
    expect_near<Real>(parameters[1]->gradient, expected.bias_gradient, tolerance);
  }
}

TEST(Conv2d, AgreesWithPlainSums) { compare_with_plain_sums<double>(test::kExact); }
TEST(Conv2d, AgreesWithPlainSumsInSinglePrecision) { compare_with_plain_sums<float>(test::kSingle); }

TEST(Conv2d, ParameterGradientsDoNotNeedThatOfTheInput) {
  Conv2d<float> layer({.in_channels = 2, .out_channels = 3, .kernel = 3}, RandomStream(1, "conv"));
  const auto input = test::random_tensor<float>({2, 2, 6, 5}, 1),
             upstream = test::random_tensor<float>({2, 3, 4, 3}, 2);
  layer.forward(input);
  layer.backward(input, upstream, InputGradient::wanted);
  const auto with = layer.parameters()[0]->gradient;
  layer.forward(input);
  layer.backward(input, upstream, InputGradient::unwanted);
  EXPECT_EQ(layer.parameters()[0]->gradient, with);
}

// 5x7 maps of 3 channels: items of a batch lie on every alignment.
template <class Real>
void expect_the_same_bits_in_any_batch() {
  Conv2d<Real> layer({.in_channels = 2, .out_channels = 3, .kernel = 3}, RandomStream(1, "conv"));
  const auto many = test::random_tensor<Real>({9, 2, 7, 9}, 1);
  const Tensor<Real> together = layer.forward(many);
  Tensor<Real> one({1, 2, 7, 9});
  for (std::size_t b = 0; b < many.batch(); ++b) {
    std::ranges::copy(many.item(b), one.data());
    const Tensor<Real>& alone = layer.forward(one);
    for (std::size_t i = 0; i < alone.size(); ++i) ASSERT_EQ(alone.values()[i], together.item(b)[i]) << b << ", " << i;
  }
}

TEST(Conv2d, AnImageHasTheSameBitsInAnyBatch) {
  expect_the_same_bits_in_any_batch<float>();
  expect_the_same_bits_in_any_batch<double>();
}

TEST(Conv2d, StartsWithinOneOverTheRootOfItsInputs) {
  Conv2d<double> layer({.in_channels = 16, .out_channels = 32, .kernel = 3}, RandomStream(1, "conv"));
  double largest = 0;
  for (Parameter<double>* parameter : layer.parameters())
    for (const double value : parameter->value) largest = std::max(largest, std::abs(value));
  EXPECT_LE(largest, 1.0 / 12);
  EXPECT_GT(largest, 0.99 / 12);
  EXPECT_EQ(layer.parameters()[0]->name, "conv.weight");
  EXPECT_EQ(layer.parameters()[1]->name, "conv.bias");
}

TEST(Conv2d, RefusesWhatItCannotTake) {
  Conv2d<float> layer({.in_channels = 2, .out_channels = 3, .kernel = 3}, RandomStream(1, "conv"));
  EXPECT_THROW(layer.output_shape({1, 1, 5, 5}), Error);
  EXPECT_THROW(layer.output_shape({1, 2, 2, 5}), Error);
  EXPECT_THROW(layer.output_shape({1, 2, 5, 2}), Error);
  EXPECT_THROW(layer.output_shape({1, 50}), Error);
}

TEST(Conv2d, AllocatesNothingAfterTheFirstStep) {
  Conv2d<float> layer({.in_channels = 4, .out_channels = 8, .kernel = 3}, RandomStream(1, "conv"));
  const auto input = test::random_tensor<float>({4, 4, 14, 14}, 1),
             upstream = test::random_tensor<float>({4, 8, 12, 12}, 2);
  const auto last = test::random_tensor<float>({1, 4, 14, 14}, 1),
             last_upstream = test::random_tensor<float>({1, 8, 12, 12}, 2);
  const auto step = [&] {
    layer.forward(input), layer.backward(input, upstream, InputGradient::wanted);
    layer.forward(last), layer.backward(last, last_upstream, InputGradient::wanted);
  };
  step();
  const std::size_t before = test::allocations();
  for (int i = 0; i < 3; ++i) step();
  EXPECT_EQ(test::allocations(), before);
}

}  // namespace
}  // namespace quanvas::nn
