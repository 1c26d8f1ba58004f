#include "nn/activation.hpp"

#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "support/tolerances.hpp"

namespace quanvas::nn {
namespace {

template <class Real>
Tensor<Real> row(const std::vector<Real>& values) {
  Tensor<Real> tensor(Shape{1, values.size()});
  std::ranges::copy(values, tensor.data());
  return tensor;
}

struct Expected {
  std::vector<double> values;
  std::vector<double> gradients;
};

// Of -2, -0.5, 0, 0.5, 3 with the upstream gradient 1, 2, 3, 4, 5: PyTorch 1.13.
const std::map<Activation, Expected> kPyTorch{
    {Activation::relu, {{0, 0, 0, 0.5, 3}, {0, 0, 0, 4, 5}}},
    {Activation::leaky_relu, {{-0.02, -0.005, 0, 0.5, 3}, {0.01, 0.02, 0.03, 4, 5}}},
    {Activation::tanh,
     {{-0.9640275800758169, -0.46211715726000974, 0, 0.46211715726000974, 0.9950547536867305},
      {0.07065082485316443, 1.5728954659318548, 3, 3.1457909318637096, 0.049330185827200834}}},
    {Activation::sigmoid,
     {{0.11920292202211755, 0.3775406687981454, 0.5, 0.6224593312018546, 0.9525741268224334},
      {0.1049935854035065, 0.470007424403189, 0.75, 0.940014848806378, 0.22588329865456}}},
    {Activation::gelu,
     {{-0.04550026389635842, -0.15426876936299344, 0, 0.34573123063700656, 2.99595030590511},
      {-0.08523180107819692, 0.26500975068767424, 1.5, 3.4699804986246514, 5.05972823602092}}},
};

TEST(Activation, AgreesWithPyTorch) {
  const Tensor<double> input = row<double>({-2, -0.5, 0, 0.5, 3});
  const Tensor<double> upstream = row<double>({1, 2, 3, 4, 5});
  ASSERT_EQ(kPyTorch.size(), names_of<Activation>.size());
  for (const auto& [function, expected] : kPyTorch) {
    ActivationLayer<double> layer(function);
    const Tensor<double> output = layer.forward(input);
    const Tensor<double>& gradient = layer.backward(input, upstream, InputGradient::wanted);
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_NEAR(output.values()[i], expected.values[i], test::kExact) << to_name(function) << " " << i;
      EXPECT_NEAR(gradient.values()[i], expected.gradients[i], test::kExact) << to_name(function) << " " << i;
    }
  }
}

// A diverged training is seen as such.
TEST(Activation, PassesNanOn) {
  for (const auto& [function, expected] : kPyTorch) {
    ActivationLayer<float> layer(function);
    const Tensor<float>& output = layer.forward(row<float>({std::numeric_limits<float>::quiet_NaN()}));
    EXPECT_TRUE(std::isnan(output.values()[0])) << to_name(function);
  }
}

}  // namespace
}  // namespace quanvas::nn
