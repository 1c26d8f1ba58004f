#include "nn/dropout.hpp"

#include <cmath>

#include "base/error.hpp"

namespace quanvas::nn {
namespace {

template <class Real>
void multiply(std::span<const Real> values, const AlignedVector<Real>& factors, Real* products) {
  std::ranges::transform(values, factors, products, [](Real value, Real factor) { return value * factor; });
}

}  // namespace

template <class Real>
Dropout<Real>::Dropout(double probability, std::uint64_t seed) : probability_(probability), seed_(seed) {
  require(probability >= 0 && probability < 1, "a dropout of probability {}; use one from 0 to below 1", probability);
}

template <class Real>
void Dropout<Real>::begin(const Pass& pass) {
  stream_.reset();
  if (pass.purpose == Purpose::training && probability_ > 0) stream_.emplace(seed_, "dropout", pass.epoch);
}

template <class Real>
const Tensor<Real>& Dropout<Real>::forward(const Tensor<Real>& input) {
  output_.resize(input.shape());
  if (!stream_) {
    std::ranges::copy(input.values(), output_.data());
    return output_;
  }
  const auto threshold = static_cast<std::uint64_t>(std::round(probability_ * 0x1p32));
  const Real scale = static_cast<Real>(1 / (1 - probability_));
  factors_.resize(input.size());
  for (Real& factor : factors_) factor = stream_->bits() < threshold ? Real(0) : scale;
  multiply(input.values(), factors_, output_.data());
  return output_;
}

template <class Real>
const Tensor<Real>& Dropout<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                            InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  if (stream_) multiply(upstream.values(), factors_, input_gradient_.data());
  else std::ranges::copy(upstream.values(), input_gradient_.data());
  return input_gradient_;
}

template class Dropout<float>;
template class Dropout<double>;

}  // namespace quanvas::nn
