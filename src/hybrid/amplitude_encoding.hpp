// Features as the amplitudes of a register: zero-padded to 2^wires numbers and divided by their L2 norm.
#pragma once

#include "nn/layer.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

struct AmplitudeEncodingOptions {
  std::size_t wires = 10;
  trial::HeadPadding padding = trial::HeadPadding::flat;
  std::size_t height = 28;  // the size that maps are zero-padded to with HeadPadding::spatial, where they are smaller
  std::size_t width = 28;
};

// input [batch, channels, height, width] -> output [batch, 2^wires] of unit norm. An item whose features are all zero
// has no direction: it becomes |0...0>, and its gradient is zero.
template <class Real>
class AmplitudeEncoding final : public nn::Layer<Real> {
 public:
  explicit AmplitudeEncoding(const AmplitudeEncodingOptions& options) : options_(options) {}

  nn::Shape output_shape(const nn::Shape& input) const override;
  const nn::Tensor<Real>& forward(const nn::Tensor<Real>& input) override;
  const nn::Tensor<Real>& backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                   nn::InputGradient wanted) override;

 private:
  // The amplitude that feature i of an item becomes.
  std::size_t amplitude_of(const nn::Shape& input, std::size_t i) const;

  AmplitudeEncodingOptions options_;
  nn::AlignedVector<Real> norms_;  // [batch]
  nn::Tensor<Real> output_;
  nn::Tensor<Real> input_gradient_;
};

}  // namespace quanvas::hybrid
