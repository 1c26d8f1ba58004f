#include "nn/relu.hpp"

namespace quanvas::nn {

template <class Real>
const Tensor<Real>& Relu<Real>::forward(const Tensor<Real>& input) {
  output_.resize(input.shape());
  std::ranges::transform(input.values(), output_.data(), [](Real x) { return x < 0 ? Real(0) : x; });
  return output_;
}

template <class Real>
const Tensor<Real>& Relu<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                         InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  const Real* x = input.data();
  const Real* u = upstream.data();
  Real* gradient = input_gradient_.data();
  for (std::size_t i = 0; i < input.size(); ++i) gradient[i] = x[i] > 0 ? u[i] : Real(0);
  return input_gradient_;
}

template class Relu<float>;
template class Relu<double>;

}  // namespace quanvas::nn
