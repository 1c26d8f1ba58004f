#include "nn/flatten.hpp"

#include <algorithm>

namespace quanvas::nn {

template <class Real>
const Tensor<Real>& Flatten<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  std::ranges::copy(input.values(), output_.data());
  return output_;
}

template <class Real>
const Tensor<Real>& Flatten<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                            InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  std::ranges::copy(upstream.values(), input_gradient_.data());
  return input_gradient_;
}

template class Flatten<float>;
template class Flatten<double>;

}  // namespace quanvas::nn
