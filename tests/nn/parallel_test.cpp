#include "nn/parallel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/activation.hpp"
#include "nn/conv2d.hpp"
#include "nn/dense.hpp"
#include "support/error_of.hpp"
#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

using testing::HasSubstr;
using Branches = std::vector<std::unique_ptr<Layer<double>>>;

template <class First, class Second>
Branches two(std::unique_ptr<First> first, std::unique_ptr<Second> second) {
  Branches branches;
  branches.push_back(std::move(first));
  branches.push_back(std::move(second));
  return branches;
}

std::unique_ptr<Conv2d<double>> convolution(std::size_t filters, std::size_t kernel, std::uint32_t seed) {
  return std::make_unique<Conv2d<double>>(Conv2dOptions{.in_channels = 2, .out_channels = filters, .kernel = kernel},
                                          RandomStream(1, "conv", seed));
}

// Gradients and shapes: support/layer_cases.hpp.
TEST(Parallel, PutsTheOutputsOneBehindTheOther) {
  Parallel<double> layer(two(convolution(3, 2, 1), convolution(1, 2, 2)));
  const auto input = test::random_tensor<double>({2, 2, 4, 3}, 1);
  const auto& output = layer.forward(input);
  ASSERT_EQ(output.shape(), (Shape{2, 4, 3, 2}));
  const auto first = convolution(3, 2, 1);
  const auto second = convolution(1, 2, 2);
  for (std::size_t b = 0; b < 2; ++b) {
    const auto expected = [&](const Tensor<double>& part) {
      return std::vector<double>(part.item(b).begin(), part.item(b).end());
    };
    EXPECT_THAT(output.item(b).first(18), testing::ElementsAreArray(expected(first->forward(input))));
    EXPECT_THAT(output.item(b).subspan(18), testing::ElementsAreArray(expected(second->forward(input))));
  }
  EXPECT_EQ(layer.parameters().size(), first->parameters().size() + second->parameters().size());
}

TEST(Parallel, AddsTheGradientsByTheInput) {
  Parallel<double> layer(two(std::make_unique<ActivationLayer<double>>(Activation::relu),
                             std::make_unique<ActivationLayer<double>>(Activation::relu)));
  Tensor<double> input(Shape{1, 2});
  input.values()[0] = 1;
  input.values()[1] = -1;
  Tensor<double> upstream(layer.forward(input).shape());
  std::ranges::copy(std::vector<double>{1, 2, 4, 8}, upstream.values().begin());
  EXPECT_THAT(layer.backward(input, upstream, InputGradient::wanted).values(), testing::ElementsAre(5, 0));
}

TEST(Parallel, RefusesOutputsThatCannotBeJoined) {
  const auto refusal = [](Branches branches) {
    return test::error_of([&] { Parallel<double>(std::move(branches)).output_shape({1, 2, 4, 4}); });
  };
  EXPECT_THAT(refusal(two(convolution(1, 2, 1), convolution(1, 3, 2))),
              HasSubstr("[1, 1, 3, 3] and [1, 1, 2, 2], which differ in more than the channels"));
  EXPECT_THAT(refusal(two(convolution(1, 2, 1), std::make_unique<Dense<double>>(32, 3, RandomStream(1, "dense")))),
              HasSubstr("[1, 1, 3, 3] and [1, 3]"));
  EXPECT_THAT(refusal(two(convolution(1, 2, 1), convolution(1, 5, 2))), HasSubstr("parallel layer 2: "));
  EXPECT_THAT(refusal({}), HasSubstr("at least one"));
}

// Notes the passes it is told of.
class Listener final : public Layer<double> {
 public:
  explicit Listener(std::vector<std::uint32_t>& epochs) : epochs_(epochs) {}
  void begin(const Pass& pass) override { epochs_.push_back(pass.epoch); }
  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<double>& forward(const Tensor<double>& input) override { return input; }
  const Tensor<double>& backward(const Tensor<double>&, const Tensor<double>& upstream, InputGradient) override {
    return upstream;
  }

 private:
  std::vector<std::uint32_t>& epochs_;
};

TEST(Parallel, TellsEveryBranchOfAPass) {
  std::vector<std::uint32_t> first, second;
  Parallel<double> layer(two(std::make_unique<Listener>(first), std::make_unique<Listener>(second)));
  layer.begin({.epoch = 7});
  EXPECT_THAT(first, testing::ElementsAre(7));
  EXPECT_THAT(second, testing::ElementsAre(7));
}

}  // namespace
}  // namespace quanvas::nn
