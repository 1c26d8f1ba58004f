#include "nn/batch_norm.hpp"

#include <cmath>

#include "base/error.hpp"

namespace quanvas::nn {
namespace {

constexpr double kEpsilon = 1e-5;
constexpr double kMomentum = 0.1;

}  // namespace

template <class Real>
BatchNorm<Real>::BatchNorm(std::size_t channels)
    : channels_(channels),
      weight_("norm.weight", channels),
      bias_("norm.bias", channels),
      running_mean_(channels, Real(0)),
      running_variance_(channels, Real(1)),
      mean_(channels),
      deviation_(channels) {
  weight_.value.assign(channels, Real(1));
}

template <class Real>
Shape BatchNorm<Real>::output_shape(const Shape& input) const {
  require(input.rank() >= 2 && input[1] == channels_, "a batch normalisation of {} channels is given {}", channels_,
          input.text());
  return input;
}

template <class Real>
template <class Use>
void BatchNorm<Real>::for_each(const Shape& shape, std::size_t channel, Use&& use) const {
  const std::size_t area = shape.item_size() / channels_;
  for (std::size_t b = 0; b < shape[0]; ++b)
    for (std::size_t i = (b * channels_ + channel) * area, end = i + area; i < end; ++i) use(i);
}

// Sums are taken in double precision: a channel's values are many.
template <class Real>
void BatchNorm<Real>::measure(const Tensor<Real>& input, std::size_t channel) {
  const auto count = static_cast<double>(input.size() / channels_);
  double sum = 0, squares = 0;
  for_each(input.shape(), channel, [&](std::size_t i) { sum += static_cast<double>(input.data()[i]); });
  const double mean = sum / count;
  for_each(input.shape(), channel, [&](std::size_t i) {
    const double deviation = static_cast<double>(input.data()[i]) - mean;
    squares += deviation * deviation;
  });
  const auto move = [](Real& running, double value) {
    running = static_cast<Real>((1 - kMomentum) * static_cast<double>(running) + kMomentum * value);
  };
  move(running_mean_[channel], mean);
  if (count > 1) move(running_variance_[channel], squares / (count - 1));
  mean_[channel] = static_cast<Real>(mean);
  deviation_[channel] = static_cast<Real>(std::sqrt(squares / count + kEpsilon));
}

template <class Real>
const Tensor<Real>& BatchNorm<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  for (std::size_t c = 0; c < channels_; ++c) {
    if (training_) {
      measure(input, c);
    } else {
      mean_[c] = running_mean_[c];
      deviation_[c] = std::sqrt(running_variance_[c] + static_cast<Real>(kEpsilon));
    }
    const Real scale = weight_.value[c] / deviation_[c], shift = bias_.value[c] - scale * mean_[c];
    for_each(input.shape(), c, [&](std::size_t i) { output_.data()[i] = scale * input.data()[i] + shift; });
  }
  return output_;
}

// With n(x) = (x - mean) / deviation, d loss / d x = weight / deviation (u - mean(u) - n(x) mean(u n)), the two means
// only where mean and deviation follow from the batch.
template <class Real>
const Tensor<Real>& BatchNorm<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                              InputGradient wanted) {
  if (wanted == InputGradient::wanted) input_gradient_.resize(input.shape());
  const auto count = static_cast<Real>(input.size() / channels_);
  for (std::size_t c = 0; c < channels_; ++c) {
    const auto normalised = [&](std::size_t i) { return (input.data()[i] - mean_[c]) / deviation_[c]; };
    Real sum = 0, product = 0;
    for_each(input.shape(), c, [&](std::size_t i) {
      sum += upstream.data()[i];
      product += upstream.data()[i] * normalised(i);
    });
    bias_.gradient[c] = sum;
    weight_.gradient[c] = product;
    if (wanted == InputGradient::unwanted) continue;
    const Real scale = weight_.value[c] / deviation_[c];
    const Real mean = training_ ? sum / count : Real(0), slope = training_ ? product / count : Real(0);
    for_each(input.shape(), c, [&](std::size_t i) {
      input_gradient_.data()[i] = scale * (upstream.data()[i] - mean - normalised(i) * slope);
    });
  }
  return input_gradient_;
}

template class BatchNorm<float>;
template class BatchNorm<double>;

}  // namespace quanvas::nn
