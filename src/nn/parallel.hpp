// Layers that are all given the same input; their outputs lie one behind the other along the channels, or the features.
#pragma once

#include <memory>

#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, ...] -> output [batch, sum of the branches' channels, ...].
template <class Real>
class Parallel final : public Layer<Real> {
 public:
  // Throws Error without a branch.
  explicit Parallel(std::vector<std::unique_ptr<Layer<Real>>> branches);

  void begin(const Pass& pass) override;
  // Throws Error, with the branch, as that does, and where the outputs differ in more than the channels.
  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;
  std::vector<Parameter<Real>*> parameters() override;
  std::vector<AlignedVector<Real>*> statistics() override;

 private:
  std::vector<std::unique_ptr<Layer<Real>>> branches_;
  std::vector<const Tensor<Real>*> outputs_;  // of each branch, from the last forward
  Tensor<Real> output_;
  Tensor<Real> upstream_;  // of one branch
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
