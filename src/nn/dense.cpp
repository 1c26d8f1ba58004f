#include "nn/dense.hpp"

#include <cmath>

#include "base/error.hpp"
#include "nn/matrix_view.hpp"

namespace quanvas::nn {
namespace {

template <class Real>
using RowVector = Eigen::Matrix<Real, 1, Eigen::Dynamic>;

}  // namespace

template <class Real>
Dense<Real>::Dense(std::size_t inputs, std::size_t outputs, RandomStream stream)
    : inputs_(inputs), outputs_(outputs), weight_("dense.weight", inputs * outputs), bias_("dense.bias", outputs) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
  for (Parameter<Real>* parameter : parameters())
    for (Real& value : parameter->value) value = static_cast<Real>(stream.uniform(-bound, bound));
}

template <class Real>
Shape Dense<Real>::output_shape(const Shape& input) const {
  require(input.item_size() == inputs_, "a dense layer of {} inputs is given {} per item {}", inputs_,
          input.item_size(), input.text());
  return {input[0], outputs_};
}

template <class Real>
const Tensor<Real>& Dense<Real>::forward(const Tensor<Real>& input) {
  const std::size_t batch = input.batch();
  output_.resize({batch, outputs_});
  auto y = matrix(output_.data(), batch, outputs_);
  y.noalias() = matrix(input.data(), batch, inputs_) * matrix(weight_.value.data(), outputs_, inputs_).transpose();
  y.rowwise() += Eigen::Map<const RowVector<Real>>(bias_.value.data(), index(outputs_));
  return output_;
}

template <class Real>
const Tensor<Real>& Dense<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                          InputGradient wanted) {
  const std::size_t batch = input.batch();
  const auto u = matrix(upstream.data(), batch, outputs_);
  matrix(weight_.gradient.data(), outputs_, inputs_).noalias() = u.transpose() * matrix(input.data(), batch, inputs_);
  Eigen::Map<RowVector<Real>>(bias_.gradient.data(), index(outputs_)) = u.colwise().sum();
  if (wanted == InputGradient::wanted) {
    input_gradient_.resize(input.shape());
    matrix(input_gradient_.data(), batch, inputs_).noalias() = u * matrix(weight_.value.data(), outputs_, inputs_);
  }
  return input_gradient_;
}

template class Dense<float>;
template class Dense<double>;

}  // namespace quanvas::nn
