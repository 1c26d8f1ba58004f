#include "hybrid/residual_block.hpp"

#include <algorithm>
#include <cassert>

#include "base/error.hpp"

namespace quanvas::hybrid {
namespace {

// How a map lies in a larger one: `channel / children` of the smaller belongs to `channel` of the larger, whose
// children they are (ChannelReduction::all); rows and columns are zero-padded.
struct Embedding {
  nn::Shape small;
  nn::Shape large;
  std::size_t children;
  std::size_t top;
  std::size_t left;

  // Calls each(offset in the small map, offset in the large map, length) for every row of every channel.
  template <class Visit>
  void visit(std::size_t batch, Visit&& each) const {
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t c = 0; c < large[1]; ++c)
        for (std::size_t row = 0; row < small[2]; ++row)
          each(((b * small[1] + c / children) * small[2] + row) * small[3],
               ((b * large[1] + c) * large[2] + top + row) * large[3] + left, small[3]);
  }
};

// Features lie in longer ones as a row of a map does.
nn::Shape as_maps(const nn::Shape& shape) { return shape.rank() == 4 ? shape : nn::Shape{shape[0], 1, 1, shape[1]}; }

Embedding embed(const nn::Shape& part, const nn::Shape& sum, trial::Pad pad) {
  const nn::Shape small = as_maps(part);
  const nn::Shape large = as_maps(sum);
  const bool centre = pad == trial::Pad::centre;
  return {.small = small,
          .large = large,
          .children = large[1] / small[1],
          .top = centre ? (large[2] - small[2]) / 2 : 0,
          .left = centre ? (large[3] - small[3]) / 2 : 0};
}

// The shape of a sum: the largest of each dimension.
nn::Shape sum_shape(const nn::Shape& a, const nn::Shape& b) {
  require(
      a.rank() == b.rank() && (a.rank() == 2 || a.rank() == 4),
      "{} and {} cannot be added: both are maps [batch, channels, height, width] or both features [batch, features]",
      a.text(), b.text());
  if (a.rank() == 2) return {a[0], std::max(a[1], b[1])};
  const nn::Shape sum{a[0], std::max(a[1], b[1]), std::max(a[2], b[2]), std::max(a[3], b[3])};
  require(sum[1] % a[1] == 0 && sum[1] % b[1] == 0,
          "maps {} and {} cannot be added: the channels of one are not a multiple of the other's", a.text(), b.text());
  return sum;
}

template <class Real>
void add_embedded(const nn::Tensor<Real>& part, trial::Pad pad, nn::Tensor<Real>& sum) {
  embed(part.shape(), sum.shape(), pad).visit(part.batch(), [&](std::size_t from, std::size_t to, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i) sum.data()[to + i] += part.data()[from + i];
  });
}

// The transpose of add_embedded: adds to `part` the entries it was embedded in.
template <class Real>
void add_extracted(const nn::Tensor<Real>& sum, trial::Pad pad, nn::Tensor<Real>& part) {
  embed(part.shape(), sum.shape(), pad).visit(part.batch(), [&](std::size_t to, std::size_t from, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i) part.data()[to + i] += sum.data()[from + i];
  });
}

}  // namespace

std::vector<nn::Shape> activation_shapes(const Wiring& wiring, const nn::Shape& image, const LayerShape& output_of) {
  std::vector<nn::Shape> shapes{image};
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    const nn::Shape output = output_of(k, shapes[k - 1]);
    const std::size_t added = added_activation(wiring, k);
    shapes.push_back(added == k ? output : sum_shape(shapes[added], output));
  }
  return shapes;
}

template <class Real>
std::vector<nn::Shape> activation_shapes(const Wiring& wiring, const nn::Shape& image, const Layers<Real>& layers) {
  return activation_shapes(wiring, image, [&](std::size_t k, const nn::Shape& input) {
    return with_context(fmt::format("layer {} of the block", k), [&] { return layers[k - 1]->output_shape(input); });
  });
}

template <class Real>
ResidualBlock<Real>::ResidualBlock(const ResidualOptions& options, Layers<Real> layers, std::vector<nn::Shape> shapes)
    : options_(options), layers_(std::move(layers)), shapes_(std::move(shapes)) {
  require(layers_.size() == options.last + 1 - options.first && shapes_.size() > options.last,
          "a block of layers {} to {} is given {} layers and the shapes of {} activations", options.first, options.last,
          layers_.size(), shapes_.size());
  const std::size_t n = shapes_.size();
  activations_.resize(n);
  own_.resize(n);
  gradients_.resize(n);
  has_gradient_.resize(n);
}

template <class Real>
bool ResidualBlock<Real>::carries_two(std::size_t k) const {
  return k >= 2 && k <= options_.wiring.layers() && options_.wiring.skips[k - 1] == Skip::previous;
}

// What layer k is given.
template <class Real>
nn::Shape ResidualBlock<Real>::state_shape(std::size_t k) const {
  if (!carries_two(k)) return shapes_[k - 1];
  return {shapes_[0][0], shapes_[k - 2].item_size() + shapes_[k - 1].item_size()};
}

template <class Real>
void ResidualBlock<Real>::begin(const nn::Pass& pass) {
  for (const auto& layer : layers_) layer->begin(pass);
}

template <class Real>
nn::Shape ResidualBlock<Real>::output_shape(const nn::Shape& input) const {
  require(input.item_size() == state_shape(options_.first).item_size(), "layers {} to {} of wiring {} take {}, not {}",
          options_.first, options_.last, wiring_text(options_.wiring), state_shape(options_.first).text(),
          input.text());
  return state_shape(options_.last + 1).with_batch(input[0]);
}

template <class Real>
void ResidualBlock<Real>::unpack(const nn::Tensor<Real>& state) {
  const std::size_t k = options_.first;
  if (!carries_two(k)) {
    activations_[k - 1] = &state;
    return;
  }
  const std::size_t skipped = shapes_[k - 2].item_size();
  for (const std::size_t j : {k - 2, k - 1}) {
    own_[j].resize(shapes_[j].with_batch(state.batch()));
    activations_[j] = &own_[j];
  }
  for (std::size_t b = 0; b < state.batch(); ++b) {
    const auto item = state.item(b);
    std::ranges::copy(item.first(skipped), own_[k - 2].item(b).begin());
    std::ranges::copy(item.subspan(skipped), own_[k - 1].item(b).begin());
  }
}

// Two tensors as one, [batch, items of the first and of the second].
template <class Real>
void ResidualBlock<Real>::pack(const nn::Tensor<Real>& skipped, const nn::Tensor<Real>& last, nn::Tensor<Real>& state) {
  state.resize({last.batch(), skipped.shape().item_size() + last.shape().item_size()});
  for (std::size_t b = 0; b < last.batch(); ++b) {
    const auto rest = std::ranges::copy(skipped.item(b), state.item(b).begin()).out;
    std::ranges::copy(last.item(b), rest);
  }
}

template <class Real>
const nn::Tensor<Real>& ResidualBlock<Real>::forward(const nn::Tensor<Real>& input) {
  unpack(input);
  for (std::size_t k = options_.first; k <= options_.last; ++k) {
    const nn::Tensor<Real>& output = layers_[k - options_.first]->forward(*activations_[k - 1]);
    const std::size_t added = added_activation(options_.wiring, k);
    if (added == k) {
      activations_[k] = &output;
      continue;
    }
    own_[k].resize(shapes_[k].with_batch(input.batch()));
    own_[k].fill(0);
    add_embedded(*activations_[added], options_.pad, own_[k]);
    add_embedded(output, options_.pad, own_[k]);
    activations_[k] = &own_[k];
  }
  const std::size_t next = options_.last + 1;
  if (!carries_two(next)) return *activations_[next - 1];
  pack(*activations_[next - 2], *activations_[next - 1], packed_);
  return packed_;
}

// The gradient of A_k, zero when first asked for.
template <class Real>
nn::Tensor<Real>& ResidualBlock<Real>::gradient_of(std::size_t k) {
  if (!has_gradient_[k]) {
    gradients_[k].resize(activations_[k]->shape());
    gradients_[k].fill(0);
    has_gradient_[k] = true;
  }
  return gradients_[k];
}

template <class Real>
const nn::Tensor<Real>& ResidualBlock<Real>::backward(const nn::Tensor<Real>&, const nn::Tensor<Real>& upstream,
                                                      nn::InputGradient wanted) {
  assert(!carries_two(options_.last + 1));
  std::fill(has_gradient_.begin(), has_gradient_.end(), false);
  std::ranges::copy(upstream.values(), gradient_of(options_.last).values().begin());
  for (std::size_t k = options_.last; k >= options_.first; --k) backward_through(k, wanted);
  if (wanted == nn::InputGradient::unwanted) return input_gradient_;

  const std::size_t k = options_.first;
  if (!carries_two(k)) return gradient_of(k - 1);
  pack(gradient_of(k - 2), gradient_of(k - 1), input_gradient_);
  return input_gradient_;
}

// From the gradient of A_k, which is complete, to those of the activations that layer k takes and adds.
template <class Real>
void ResidualBlock<Real>::backward_through(std::size_t k, nn::InputGradient wanted) {
  nn::Layer<Real>& layer = *layers_[k - options_.first];
  if (!has_gradient_[k]) {
    for (nn::Parameter<Real>* parameter : layer.parameters()) std::ranges::fill(parameter->gradient, Real(0));
    return;
  }
  const auto has_use = [&](std::size_t j) { return j >= options_.first || wanted == nn::InputGradient::wanted; };
  const std::size_t added = added_activation(options_.wiring, k);
  const nn::Tensor<Real>* output_gradient = &gradients_[k];
  if (added != k) {
    output_gradient_.resize(layer.output_shape(activations_[k - 1]->shape()));
    output_gradient_.fill(0);
    add_extracted(gradients_[k], options_.pad, output_gradient_);
    output_gradient = &output_gradient_;
    if (has_use(added)) add_extracted(gradients_[k], options_.pad, gradient_of(added));
  }
  const bool through = options_.gradient == trial::Gradient::exact && has_use(k - 1);
  const nn::Tensor<Real>& passed = layer.backward(*activations_[k - 1], *output_gradient,
                                                  through ? nn::InputGradient::wanted : nn::InputGradient::unwanted);
  if (!through) return;
  nn::Tensor<Real>& gradient = gradient_of(k - 1);
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient.data()[i] += passed.data()[i];
}

template <class Real>
std::vector<nn::Parameter<Real>*> ResidualBlock<Real>::parameters() {
  std::vector<nn::Parameter<Real>*> all;
  for (const auto& layer : layers_)
    for (nn::Parameter<Real>* parameter : layer->parameters()) all.push_back(parameter);
  return all;
}

template std::vector<nn::Shape> activation_shapes(const Wiring&, const nn::Shape&, const Layers<float>&);
template std::vector<nn::Shape> activation_shapes(const Wiring&, const nn::Shape&, const Layers<double>&);
template <class Real>
std::vector<nn::AlignedVector<Real>*> ResidualBlock<Real>::statistics() {
  std::vector<nn::AlignedVector<Real>*> all;
  for (const auto& layer : layers_)
    for (nn::AlignedVector<Real>* const statistics : layer->statistics()) all.push_back(statistics);
  return all;
}

template class ResidualBlock<float>;
template class ResidualBlock<double>;

}  // namespace quanvas::hybrid
