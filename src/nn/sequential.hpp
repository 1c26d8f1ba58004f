// Layers run one after another; itself a layer. Shapes are checked when it is built.
#pragma once

#include <memory>

#include "nn/layer.hpp"

namespace quanvas::nn {

template <class Real>
class Sequential final : public Layer<Real> {
 public:
  // `input` is the shape of what the first layer will be given; its batch size does not matter.
  explicit Sequential(const Shape& input) : input_(input), output_(input) {}

  // Appends a layer. Throws Error where it cannot take the output of the one before.
  void add(std::unique_ptr<Layer<Real>> layer);

  bool empty() const { return layers_.empty(); }
  const Shape& input() const { return input_; }
  const Shape& output() const { return output_; }

  void begin(const Pass& pass) override;
  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;
  std::vector<Parameter<Real>*> parameters() override;
  std::vector<AlignedVector<Real>*> statistics() override;

 private:
  Shape input_;
  Shape output_;
  std::vector<std::unique_ptr<Layer<Real>>> layers_;
  std::vector<const Tensor<Real>*> outputs_;  // of each layer, from the last forward
};

}  // namespace quanvas::nn
