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

Embedding embed(const nn::Shape& small, const nn::Shape& large, trial::Pad pad) {
  const bool centre = pad == trial::Pad::centre;
  return {.small = small,
          .large = large,
          .children = large[1] / small[1],
          .top = centre ? (large[2] - small[2]) / 2 : 0,
          .left = centre ? (large[3] - small[3]) / 2 : 0};
}

// The shape of a sum: the largest of each dimension.
nn::Shape sum_shape(const nn::Shape& a, const nn::Shape& b) {
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

std::vector<nn::Shape> activation_shapes(const Wiring& wiring, const Quanv2dOptions& options, const nn::Shape& image) {
  std::vector<nn::Shape> shapes{image};
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    const nn::Shape output =
        with_context(fmt::format("quanvolutional layer {}", k), [&] { return quanvolved(shapes[k - 1], options); });
    const std::size_t added = added_activation(wiring, k);
    shapes.push_back(added == k ? output : sum_shape(shapes[added], output));
  }
  return shapes;
}

template <class Real>
ResidualBlock<Real>::ResidualBlock(const ResidualOptions& options, std::vector<std::unique_ptr<Quanv2d<Real>>> layers,
                                   std::vector<nn::Shape> shapes)
    : options_(options), layers_(std::move(layers)), shapes_(std::move(shapes)) {
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

template <class Real>
const nn::Tensor<Real>& ResidualBlock<Real>::pack() {
  const std::size_t k = options_.last + 1;
  if (!carries_two(k)) return *activations_[k - 1];
  const nn::Tensor<Real>& skipped = *activations_[k - 2];
  const nn::Tensor<Real>& last = *activations_[k - 1];
  packed_.resize(state_shape(k).with_batch(last.batch()));
  for (std::size_t b = 0; b < last.batch(); ++b) {
    const auto rest = std::ranges::copy(skipped.item(b), packed_.item(b).begin()).out;
    std::ranges::copy(last.item(b), rest);
  }
  return packed_;
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
  return pack();
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
                                                      nn::InputGradient) {
  assert(!carries_two(options_.last + 1));
  std::fill(has_gradient_.begin(), has_gradient_.end(), false);
  std::ranges::copy(upstream.values(), gradient_of(options_.last).values().begin());

  for (std::size_t k = options_.last; k >= options_.first; --k) {
    Quanv2d<Real>& layer = *layers_[k - options_.first];
    if (!has_gradient_[k]) {
      std::ranges::fill(layer.weights().gradient, Real(0));
      continue;
    }
    const std::size_t added = added_activation(options_.wiring, k);
    const nn::Tensor<Real>* output_gradient = &gradients_[k];
    if (added != k) {
      output_gradient_.resize(layer.output_shape(activations_[k - 1]->shape()));
      output_gradient_.fill(0);
      add_extracted(gradients_[k], options_.pad, output_gradient_);
      output_gradient = &output_gradient_;
      if (added >= options_.first) add_extracted(gradients_[k], options_.pad, gradient_of(added));
    }
    const bool through = options_.gradient == trial::Gradient::exact && k - 1 >= options_.first;
    const nn::Tensor<Real>& passed = layer.backward(*activations_[k - 1], *output_gradient,
                                                    through ? nn::InputGradient::wanted : nn::InputGradient::unwanted);
    if (through) {
      nn::Tensor<Real>& gradient = gradient_of(k - 1);
      for (std::size_t i = 0; i < gradient.size(); ++i) gradient.data()[i] += passed.data()[i];
    }
  }
  return input_gradient_;
}

template <class Real>
std::vector<nn::Parameter<Real>*> ResidualBlock<Real>::parameters() {
  std::vector<nn::Parameter<Real>*> all;
  for (const auto& layer : layers_) all.push_back(&layer->weights());
  return all;
}

template class ResidualBlock<float>;
template class ResidualBlock<double>;

}  // namespace quanvas::hybrid
