#include "nn/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace quanvas::nn {

template <class Real>
void softmax(std::span<const Real> logits, std::span<Real> probabilities) {
  const Real largest = *std::ranges::max_element(logits);
  Real total = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) total += probabilities[i] = std::exp(logits[i] - largest);
  for (Real& probability : probabilities) probability /= total;
}

template <class Real>
const Tensor<Real>& Softmax<Real>::forward(const Tensor<Real>& input) {
  output_.resize(input.shape());
  for (std::size_t b = 0; b < input.batch(); ++b) softmax<Real>(input.item(b), output_.item(b));
  return output_;
}

// d loss / d x_i = p_i (u_i - sum_j u_j p_j)
template <class Real>
const Tensor<Real>& Softmax<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient) {
  input_gradient_.resize(input.shape());
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto p = std::as_const(output_).item(b);
    const auto u = upstream.item(b);
    Real mean = 0;
    for (std::size_t i = 0; i < p.size(); ++i) mean += u[i] * p[i];
    for (std::size_t i = 0; i < p.size(); ++i) input_gradient_.item(b)[i] = p[i] * (u[i] - mean);
  }
  return input_gradient_;
}

template void softmax<float>(std::span<const float>, std::span<float>);
template void softmax<double>(std::span<const double>, std::span<double>);
template class Softmax<float>;
template class Softmax<double>;

}  // namespace quanvas::nn
