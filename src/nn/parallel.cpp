#include "nn/parallel.hpp"

#include <utility>

#include "base/error.hpp"

namespace quanvas::nn {
namespace {

Shape with_channels(const Shape& shape, std::size_t channels) {
  return shape.rank() == 2 ? Shape{shape[0], channels} : Shape{shape[0], channels, shape[2], shape[3]};
}

}  // namespace

template <class Real>
Parallel<Real>::Parallel(std::vector<std::unique_ptr<Layer<Real>>> branches)
    : branches_(std::move(branches)), outputs_(branches_.size()) {
  require(!branches_.empty(), "parallel layers are none; give at least one");
}

template <class Real>
void Parallel<Real>::begin(const Pass& pass) {
  for (const auto& branch : branches_) branch->begin(pass);
}

template <class Real>
Shape Parallel<Real>::output_shape(const Shape& input) const {
  Shape all;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    const Shape shape =
        with_context(fmt::format("parallel layer {}", i + 1), [&] { return branches_[i]->output_shape(input); });
    require(
        shape.rank() == 2 || shape.rank() == 4,
        "parallel layer {} gives {}; maps [batch, channels, height, width] or features [batch, features] are joined",
        i + 1, shape.text());
    require(i == 0 || (shape.rank() == all.rank() && with_channels(shape, all[1]) == all),
            "parallel layers give {} and {}, which differ in more than the channels", all.text(), shape.text());
    all = with_channels(shape, shape[1] + (i == 0 ? 0 : all[1]));
  }
  return all;
}

template <class Real>
const Tensor<Real>& Parallel<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  std::size_t first = 0;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    const Tensor<Real>& part = branches_[i]->forward(input);
    outputs_[i] = &part;
    for (std::size_t b = 0; b < input.batch(); ++b)
      std::ranges::copy(part.item(b), output_.item(b).begin() + static_cast<std::ptrdiff_t>(first));
    first += part.shape().item_size();
  }
  return output_;
}

template <class Real>
const Tensor<Real>& Parallel<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                             InputGradient wanted) {
  if (wanted == InputGradient::wanted) {
    input_gradient_.resize(input.shape());
    input_gradient_.fill(0);
  }
  std::size_t first = 0;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    upstream_.resize(outputs_[i]->shape());
    const std::size_t size = upstream_.shape().item_size();
    for (std::size_t b = 0; b < input.batch(); ++b)
      std::ranges::copy(upstream.item(b).subspan(first, size), upstream_.item(b).begin());
    first += size;
    const Tensor<Real>& gradient = branches_[i]->backward(input, upstream_, wanted);
    if (wanted == InputGradient::unwanted) continue;
    for (std::size_t j = 0; j < gradient.size(); ++j) input_gradient_.data()[j] += gradient.data()[j];
  }
  return input_gradient_;
}

template <class Real>
std::vector<Parameter<Real>*> Parallel<Real>::parameters() {
  std::vector<Parameter<Real>*> all;
  for (const auto& branch : branches_)
    for (Parameter<Real>* parameter : branch->parameters()) all.push_back(parameter);
  return all;
}

template <class Real>
std::vector<AlignedVector<Real>*> Parallel<Real>::statistics() {
  std::vector<AlignedVector<Real>*> all;
  for (const auto& branch : branches_)
    for (AlignedVector<Real>* const statistics : branch->statistics()) all.push_back(statistics);
  return all;
}

template class Parallel<float>;
template class Parallel<double>;

}  // namespace quanvas::nn
