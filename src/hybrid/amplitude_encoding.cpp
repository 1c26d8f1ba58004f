#include "hybrid/amplitude_encoding.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace quanvas::hybrid {

template <class Real>
std::size_t AmplitudeEncoding<Real>::amplitude_of(const nn::Shape& input, std::size_t i) const {
  if (options_.padding == trial::HeadPadding::flat || input.rank() != 4) return i;
  const std::size_t height = std::max(input[2], options_.height);
  const std::size_t width = std::max(input[3], options_.width);
  const std::size_t column = i % input[3];
  const std::size_t row = i / input[3] % input[2];
  const std::size_t channel = i / (input[2] * input[3]);
  return (channel * height + row) * width + column;
}

template <class Real>
nn::Shape AmplitudeEncoding<Real>::output_shape(const nn::Shape& input) const {
  const std::size_t amplitudes = std::size_t{1} << options_.wires;
  require(input.item_size() > 0 && amplitude_of(input, input.item_size() - 1) < amplitudes,
          "features {} do not fit into the {} amplitudes of {} wires", input.text(), amplitudes, options_.wires);
  return {input[0], amplitudes};
}

template <class Real>
const nn::Tensor<Real>& AmplitudeEncoding<Real>::forward(const nn::Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  output_.fill(0);
  norms_.resize(input.batch());
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto x = input.item(b);
    const auto y = output_.item(b);
    Real square = 0;
    for (const Real value : x) square += value * value;
    norms_[b] = std::sqrt(square);
    if (norms_[b] == 0) y[0] = 1;
    else
      for (std::size_t i = 0; i < x.size(); ++i) y[amplitude_of(input.shape(), i)] = x[i] / norms_[b];
  }
  return output_;
}

// With y = x / |x|: d loss / d x = (u - y (y . u)) / |x|.
template <class Real>
const nn::Tensor<Real>& AmplitudeEncoding<Real>::backward(const nn::Tensor<Real>& input,
                                                          const nn::Tensor<Real>& upstream, nn::InputGradient) {
  input_gradient_.resize(input.shape());
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto gradient = input_gradient_.item(b);
    if (norms_[b] == 0) {
      std::ranges::fill(gradient, Real(0));
      continue;
    }
    const auto y = std::as_const(output_).item(b);
    const auto u = upstream.item(b);
    Real along = 0;
    for (std::size_t i = 0; i < y.size(); ++i) along += y[i] * u[i];
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const std::size_t j = amplitude_of(input.shape(), i);
      gradient[i] = (u[j] - y[j] * along) / norms_[b];
    }
  }
  return input_gradient_;
}

template class AmplitudeEncoding<float>;
template class AmplitudeEncoding<double>;

}  // namespace quanvas::hybrid
