#include "nn/dropout.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace quanvas::nn {
namespace {

template <class Real>
void multiply(std::span<const Real> values, const AlignedVector<Real>& factors, Real* products) {
  std::ranges::transform(values, factors, products, [](Real value, Real factor) { return value * factor; });
}

std::size_t values_together(Dropped dropped, const Shape& shape) {
  switch (dropped) {
    case Dropped::values: return 1;
    case Dropped::channels: return shape.item_size() / shape[1];
  }
  no_such_value();
}

}  // namespace

template <class Real>
Dropout<Real>::Dropout(double probability, std::uint64_t seed, Dropped dropped, std::string name)
    : probability_(probability), seed_(seed), dropped_(dropped), name_(std::move(name)) {
  require(probability >= 0 && probability < 1, "a dropout of probability {}; use one from 0 to below 1", probability);
}

template <class Real>
void Dropout<Real>::begin(const Pass& pass) {
  stream_.reset();
  if (pass.purpose == Purpose::training && probability_ > 0) stream_.emplace(seed_, name_, pass.epoch);
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
  const std::size_t together = values_together(dropped_, input.shape());
  for (std::size_t i = 0; i < factors_.size(); i += together)
    std::fill_n(factors_.begin() + static_cast<std::ptrdiff_t>(i), together,
                stream_->bits() < threshold ? Real(0) : scale);
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
