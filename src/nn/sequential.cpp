#include "nn/sequential.hpp"

namespace quanvas::nn {

template <class Real>
void Sequential<Real>::add(std::unique_ptr<Layer<Real>> layer) {
  output_ = layer->output_shape(output_);
  layers_.push_back(std::move(layer));
  outputs_.push_back(nullptr);
}

template <class Real>
void Sequential<Real>::begin(const Pass& pass) {
  for (const auto& layer : layers_) layer->begin(pass);
}

template <class Real>
Shape Sequential<Real>::output_shape(const Shape& input) const {
  Shape shape = input;
  for (const auto& layer : layers_) shape = layer->output_shape(shape);
  return shape;
}

template <class Real>
const Tensor<Real>& Sequential<Real>::forward(const Tensor<Real>& input) {
  const Tensor<Real>* current = &input;
  for (std::size_t i = 0; i < layers_.size(); ++i) current = outputs_[i] = &layers_[i]->forward(*current);
  return *current;
}

template <class Real>
const Tensor<Real>& Sequential<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                               InputGradient wanted) {
  const Tensor<Real>* gradient = &upstream;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const bool first = i == 0;
    gradient =
        &layers_[i]->backward(first ? input : *outputs_[i - 1], *gradient, first ? wanted : InputGradient::wanted);
  }
  return *gradient;
}

template <class Real>
std::vector<Parameter<Real>*> Sequential<Real>::parameters() {
  std::vector<Parameter<Real>*> all;
  for (const auto& layer : layers_)
    for (Parameter<Real>* parameter : layer->parameters()) all.push_back(parameter);
  return all;
}

template <class Real>
std::vector<AlignedVector<Real>*> Sequential<Real>::statistics() {
  std::vector<AlignedVector<Real>*> all;
  for (const auto& layer : layers_)
    for (AlignedVector<Real>* numbers : layer->statistics()) all.push_back(numbers);
  return all;
}

template class Sequential<float>;
template class Sequential<double>;

}  // namespace quanvas::nn
