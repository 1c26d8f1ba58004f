#include "hybrid/quanv2d.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "hybrid/ansatz.hpp"

namespace quanvas::hybrid {
namespace {

std::vector<sim::Observable> every_wire(std::size_t wires) {
  return head_observables(wires, wires, trial::HeadWires::first);
}

}  // namespace

std::size_t maps_per_patch(trial::ChannelReduction reduction, const PatchGrid& grid) {
  switch (reduction) {
    case trial::ChannelReduction::mean:
    case trial::ChannelReduction::sum:
    case trial::ChannelReduction::first:
    case trial::ChannelReduction::last: return 1;
    case trial::ChannelReduction::all: return grid.patch_size();
  }
  no_such_value();
}

nn::Shape quanvolved(const nn::Shape& input, const Quanv2dOptions& options) {
  require(input.rank() == 4, "a quanvolutional layer takes maps [batch, channels, height, width], not {}",
          input.text());
  const nn::Shape output{input[0], input[1] * maps_per_patch(options.channel, options.grid),
                         options.grid.positions(input[2]), options.grid.positions(input[3])};
  require(output[2] > 0 && output[3] > 0, "maps {} are smaller than a patch of {}x{}; fewer layers fit these images",
          input.text(), options.grid.kernel, options.grid.kernel);
  return output;
}

template <class Real>
Quanv2d<Real>::Quanv2d(const Quanv2dOptions& options, const sim::Circuit& circuit, std::string name,
                       const Device& device)
    : options_(options),
      node_(circuit, every_wire(circuit.wires()), device, name),
      weights_(std::move(name), circuit.weights(), nn::Weights::angles),
      patches_(options.grid,
               options.through == nn::InputGradient::wanted || device.shots > 0 ? Sharing::none : Sharing::identical) {
  const std::size_t values = options.grid.patch_size();
  require(circuit.inputs() == values && circuit.wires() == values,
          "a quanvolution by patches of {} values needs a circuit of as many inputs and wires, not of {} and {}",
          values, circuit.inputs(), circuit.wires());
}

template <class Real>
nn::Shape Quanv2d<Real>::output_shape(const nn::Shape& input) const {
  return quanvolved(input, options_);
}

// The part of wire `wire` in the one map a patch becomes.
template <class Real>
Real Quanv2d<Real>::share(std::size_t wire) const {
  const std::size_t wires = options_.grid.patch_size();
  switch (options_.channel) {
    case trial::ChannelReduction::mean: return Real(1) / static_cast<Real>(wires);
    case trial::ChannelReduction::first: return Real(wire == 0);
    case trial::ChannelReduction::last: return Real(wire + 1 == wires);
    case trial::ChannelReduction::sum:
    case trial::ChannelReduction::all: return Real(1);
  }
  no_such_value();
}

template <class Real>
Real Quanv2d<Real>::reduced(std::size_t circuit) const {
  Real total = 0;
  for (std::size_t w = 0; w < options_.grid.patch_size(); ++w) total += share(w) * expectations_[w * stride_ + circuit];
  return total;
}

template <class Real>
const nn::Tensor<Real>& Quanv2d<Real>::forward(const nn::Tensor<Real>& input) {
  const std::size_t wires = options_.grid.patch_size();
  patches_.cut(input);
  stride_ = sim::Simulator<Real>::stride(patches_.circuits());
  inputs_.resize(wires * stride_);
  expectations_.resize(wires * stride_);
  patches_.write_inputs(stride_, inputs_);
  node_.forward(patches_.circuits(), inputs_, weights_.value, expectations_);

  output_.resize(output_shape(input.shape()));
  if (options_.channel != trial::ChannelReduction::all) {
    // Reduced in place, once per circuit: afterwards row 0 holds the map's values.
    for (std::size_t c = 0; c < patches_.circuits(); ++c) expectations_[c] = reduced(c);
    for (std::size_t p = 0; p < patches_.size(); ++p) output_.data()[p] = expectations_[patches_.circuit_of(p)];
    return output_;
  }
  const std::size_t area = output_.shape()[2] * output_.shape()[3];
  for (std::size_t p = 0; p < patches_.size(); ++p) {
    const std::size_t first = p / area * wires * area + p % area;  // the patch's entry in its channel's first map
    for (std::size_t w = 0; w < wires; ++w)
      output_.data()[first + w * area] = expectations_[w * stride_ + patches_.circuit_of(p)];
  }
  return output_;
}

template <class Real>
const nn::Tensor<Real>& Quanv2d<Real>::backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                                nn::InputGradient wanted) {
  const std::size_t wires = options_.grid.patch_size();
  upstream_.assign(wires * stride_, Real(0));
  if (options_.channel != trial::ChannelReduction::all) {
    // The upstream gradients of identical patches add up; row 0 collects them and is then shared out over the wires.
    for (std::size_t p = 0; p < patches_.size(); ++p) upstream_[patches_.circuit_of(p)] += upstream.data()[p];
    for (std::size_t w = wires; w-- > 0;)
      for (std::size_t c = 0; c < patches_.circuits(); ++c) upstream_[w * stride_ + c] = share(w) * upstream_[c];
  } else {
    const std::size_t area = output_.shape()[2] * output_.shape()[3];
    for (std::size_t p = 0; p < patches_.size(); ++p) {
      const std::size_t first = p / area * wires * area + p % area;
      for (std::size_t w = 0; w < wires; ++w)
        upstream_[w * stride_ + patches_.circuit_of(p)] += upstream.data()[first + w * area];
    }
  }
  std::ranges::fill(weights_.gradient, Real(0));
  const bool pass = wanted == nn::InputGradient::wanted && options_.through == nn::InputGradient::wanted;
  patch_gradient_.resize(pass ? wires * stride_ : 0);
  node_.backward(upstream_, weights_.gradient, patch_gradient_);
  if (wanted == nn::InputGradient::wanted) {
    input_gradient_.resize(input.shape());
    input_gradient_.fill(0);
    if (pass) patches_.scatter_gradient(stride_, patch_gradient_, input_gradient_);
  }
  return input_gradient_;
}

template class Quanv2d<float>;
template class Quanv2d<double>;

}  // namespace quanvas::hybrid
