#include "nn/activation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace quanvas::nn {
namespace {

// Each function, and the gradient by x for one of u by y = f(x).
struct Relu {
  template <class Real>
  static Real value(Real x) {
    return x < 0 ? Real(0) : x;
  }
  template <class Real>
  static Real gradient(Real x, Real, Real u) {
    return x > 0 ? u : Real(0);
  }
};

struct LeakyRelu {
  template <class Real>
  static constexpr Real kSlope = Real(0.01);
  template <class Real>
  static Real value(Real x) {
    return x < 0 ? kSlope<Real> * x : x;
  }
  template <class Real>
  static Real gradient(Real x, Real, Real u) {
    return x > 0 ? u : kSlope<Real> * u;
  }
};

struct Tanh {
  template <class Real>
  static Real value(Real x) {
    return std::tanh(x);
  }
  template <class Real>
  static Real gradient(Real, Real y, Real u) {
    return u * (1 - y * y);
  }
};

struct Sigmoid {
  template <class Real>
  static Real value(Real x) {
    return 1 / (1 + std::exp(-x));
  }
  template <class Real>
  static Real gradient(Real, Real y, Real u) {
    return u * y * (1 - y);
  }
};

// x times the standard normal distribution up to x.
struct Gelu {
  template <class Real>
  static Real distribution(Real x) {
    return Real(0.5) * std::erfc(-x * (std::numbers::sqrt2_v<Real> / 2));
  }
  template <class Real>
  static Real value(Real x) {
    return x * distribution(x);
  }
  template <class Real>
  static Real gradient(Real x, Real, Real u) {
    constexpr Real kPeak = std::numbers::inv_sqrtpi_v<Real> / std::numbers::sqrt2_v<Real>;
    return u * (distribution(x) + x * kPeak * std::exp(-x * x / 2));
  }
};

// Calls `use` with the function's type.
template <class Use>
void with_function(Activation function, Use&& use) {
  switch (function) {
    case Activation::relu: return use(Relu{});
    case Activation::leaky_relu: return use(LeakyRelu{});
    case Activation::tanh: return use(Tanh{});
    case Activation::sigmoid: return use(Sigmoid{});
    case Activation::gelu: return use(Gelu{});
  }
  no_such_value();
}

}  // namespace

std::string_view meaning(Activation function) {
  switch (function) {
    case Activation::relu: return "max(0, x)";
    case Activation::leaky_relu: return "max(0.01 x, x)";
    case Activation::tanh: return "tanh x";
    case Activation::sigmoid: return "1 / (1 + exp(-x))";
    case Activation::gelu: return "x times the normal distribution up to x";
  }
  no_such_value();
}

template <class Real>
const Tensor<Real>& ActivationLayer<Real>::forward(const Tensor<Real>& input) {
  output_.resize(input.shape());
  with_function(function_, [&](auto f) {
    std::ranges::transform(input.values(), output_.data(), [f](Real x) { return f.value(x); });
  });
  return output_;
}

template <class Real>
const Tensor<Real>& ActivationLayer<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                                    InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  with_function(function_, [&](auto f) {
    const Real* const x = input.data();
    const Real* const y = output_.data();
    const Real* const u = upstream.data();
    Real* const gradient = input_gradient_.data();
    for (std::size_t i = 0; i < input.size(); ++i) gradient[i] = f.gradient(x[i], y[i], u[i]);
  });
  return input_gradient_;
}

template class ActivationLayer<float>;
template class ActivationLayer<double>;

}  // namespace quanvas::nn
