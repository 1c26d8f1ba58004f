#include "nn/sequential.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "nn/dense.hpp"

namespace quanvas::nn {
namespace {

TEST(Sequential, ChecksShapesWhenItIsBuilt) {
  Sequential<double> network(Shape{1, 4});
  network.add(std::make_unique<Dense<double>>(4, 3, RandomStream(0, "a")));
  EXPECT_EQ(network.output(), (Shape{1, 3}));
  EXPECT_THROW(network.add(std::make_unique<Dense<double>>(4, 3, RandomStream(0, "b"))), Error);
  EXPECT_EQ(network.output(), (Shape{1, 3}));
}

// Notes the passes it is told of.
class Listener final : public Layer<double> {
 public:
  explicit Listener(std::vector<Pass>& heard) : heard_(heard) {}
  void begin(const Pass& pass) override { heard_.push_back(pass); }
  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<double>& forward(const Tensor<double>& input) override { return input; }
  const Tensor<double>& backward(const Tensor<double>&, const Tensor<double>& upstream, InputGradient) override {
    return upstream;
  }

 private:
  std::vector<Pass>& heard_;
};

TEST(Sequential, TellsEveryLayerOfAPass) {
  std::vector<Pass> first, nested;
  auto inner = std::make_unique<Sequential<double>>(Shape{1, 2});
  inner->add(std::make_unique<Listener>(nested));
  Sequential<double> network(Shape{1, 2});
  network.add(std::make_unique<Listener>(first));
  network.add(std::move(inner));
  network.begin({Purpose::training, 7});
  network.begin({Purpose::test, 8});
  for (const std::vector<Pass>* heard : {&first, &nested}) {
    ASSERT_EQ(heard->size(), 2u);
    EXPECT_EQ((*heard)[0].purpose, Purpose::training);
    EXPECT_EQ((*heard)[0].epoch, 7u);
    EXPECT_EQ((*heard)[1].purpose, Purpose::test);
    EXPECT_EQ((*heard)[1].epoch, 8u);
  }
}

TEST(Dense, StartsWithinOneOverTheRootOfItsInputs) {
  Dense<double> layer(400, 50, RandomStream(1, "dense"));
  double largest = 0;
  for (Parameter<double>* parameter : layer.parameters())
    for (const double value : parameter->value) largest = std::max(largest, std::abs(value));
  EXPECT_LE(largest, 1.0 / 20);
  EXPECT_GT(largest, 0.99 / 20);
}

}  // namespace
}  // namespace quanvas::nn
