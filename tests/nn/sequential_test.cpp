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
