// A layer whose weights are left as they are: it computes what it would, gradients to its input included, and has no
// parameters that training may change.
#pragma once

#include <memory>

#include "nn/layer.hpp"

namespace quanvas::nn {

template <class Real>
class Frozen final : public Layer<Real> {
 public:
  explicit Frozen(std::unique_ptr<Layer<Real>> layer) : layer_(std::move(layer)) {}

  void begin(const Pass& pass) override { layer_->begin(pass); }
  Shape output_shape(const Shape& input) const override { return layer_->output_shape(input); }
  const Tensor<Real>& forward(const Tensor<Real>& input) override { return layer_->forward(input); }
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override {
    return layer_->backward(input, upstream, wanted);
  }
  std::vector<AlignedVector<Real>*> statistics() override { return layer_->statistics(); }

 private:
  std::unique_ptr<Layer<Real>> layer_;
};

}  // namespace quanvas::nn
