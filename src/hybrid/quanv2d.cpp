#include "hybrid/quanv2d.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "hybrid/ansatz.hpp"

namespace quanvas::hybrid {
namespace {

std::vector<sim::Observable> every_wire(std::size_t wires) {
  return head_observables(wires, wires, trial::HeadWires::first);
}

// Whether gradients pass to the maps: where they are asked for and the encoding has derivatives.
nn::InputGradient passing(const Quanv2dOptions& options, const Encoding& encoding) {
  return encoding.rule == SlotRule::threshold ? nn::InputGradient::unwanted : options.through;
}

// Every patch has a circuit of its own where it has a gradient or samples of its own.
Sharing sharing_of(const Quanv2dOptions& options, const Encoding& encoding, const Device& device) {
  const bool own = passing(options, encoding) == nn::InputGradient::wanted || device.shots > 0;
  return own ? Sharing::none : Sharing::identical;
}

void require_fit(const Quanv2dOptions& options, const PatchCircuit& what) {
  const PatchGrid& grid = options.grid;
  require(grid.kernel > 0 && grid.stride > 0,
          "a quanvolution with a kernel of {0}x{0} and stride {1}: both are 1 or more", grid.kernel, grid.stride);
  require(!what.observables.empty(), "a quanvolution measures nothing; give it an observable, for example Z0");
  const Encoding& encoding = what.encoding;
  const std::size_t values = grid.patch_size();
  const bool fits = options.channels == PatchChannels::together
                        ? encoding.features > 0 && encoding.features % values == 0
                        : encoding.features == values;
  require(fits, "patches of {0}x{0} hold {1} values{2}, not the {3} features that the circuit encodes", grid.kernel,
          values, options.channels == PatchChannels::together ? " of each channel" : "", encoding.features);
  require(what.circuit.inputs() == encoding.slots, "an encoding makes {} inputs of {} features; the circuit has {}",
          encoding.slots, encoding.features, what.circuit.inputs());
}

}  // namespace

PatchCircuit::PatchCircuit(const sim::Circuit& circuit_)
    : circuit(circuit_), encoding(plain_features(circuit_.inputs())), observables(every_wire(circuit_.wires())) {}

std::size_t maps_per_patch(trial::ChannelReduction reduction, std::size_t observables) {
  switch (reduction) {
    case trial::ChannelReduction::mean:
    case trial::ChannelReduction::sum:
    case trial::ChannelReduction::first:
    case trial::ChannelReduction::last: return 1;
    case trial::ChannelReduction::all: return observables;
  }
  no_such_value();
}

nn::Shape quanvolved(const nn::Shape& input, const Quanv2dOptions& options, const PatchCircuitSize& circuit) {
  const PatchGrid& grid = options.grid;
  require(input.rank() == 4, "a quanvolutional layer takes maps [batch, channels, height, width], not {}",
          input.text());
  const bool together = options.channels == PatchChannels::together;
  const std::size_t values = grid.patch_size() * (together ? input[1] : 1);
  require(values == circuit.features,
          "patches of {0}x{0} of maps {1}{2} hold {3} values; the circuit encodes {4} features", grid.kernel,
          input.text(), together ? ", their channels together," : "", values, circuit.features);
  const nn::Shape output{input[0], (together ? 1 : input[1]) * maps_per_patch(options.channel, circuit.observables),
                         grid.positions(input[2]), grid.positions(input[3])};
  require(output[2] > 0 && output[3] > 0, "maps {} {}are smaller than a patch of {}x{}; fewer layers fit these images",
          input.text(), grid.padding == 0 ? "" : fmt::format("with a padding of {} ", grid.padding), grid.kernel,
          grid.kernel);
  return output;
}

template <class Real>
Quanv2d<Real>::Quanv2d(const Quanv2dOptions& options, const PatchCircuit& circuit, std::string name,
                       const Device& device)
    : options_((require_fit(options, circuit), options)),
      size_(circuit.size()),
      node_(circuit.circuit, circuit.observables, device, name),
      weights_(std::move(name), circuit.circuit.weights(), nn::Weights::angles),
      patches_({.grid = options.grid,
                .channels = options.channels,
                .sharing = sharing_of(options, circuit.encoding, device)},
               circuit.encoding) {
  options_.through = passing(options, circuit.encoding);
}

template <class Real>
nn::Shape Quanv2d<Real>::output_shape(const nn::Shape& input) const {
  return quanvolved(input, options_, size_);
}

// The part of an observable in the one map that a patch becomes.
template <class Real>
Real Quanv2d<Real>::share(std::size_t observable) const {
  switch (options_.channel) {
    case trial::ChannelReduction::mean: return Real(1) / static_cast<Real>(size_.observables);
    case trial::ChannelReduction::first: return Real(observable == 0);
    case trial::ChannelReduction::last: return Real(observable + 1 == size_.observables);
    case trial::ChannelReduction::sum:
    case trial::ChannelReduction::all: return Real(1);
  }
  no_such_value();
}

template <class Real>
Real Quanv2d<Real>::reduced(std::size_t circuit) const {
  Real total = 0;
  for (std::size_t o = 0; o < size_.observables; ++o) total += share(o) * expectations_[o * stride_ + circuit];
  return total;
}

template <class Real>
const nn::Tensor<Real>& Quanv2d<Real>::forward(const nn::Tensor<Real>& input) {
  const std::size_t observables = size_.observables;
  output_.resize(output_shape(input.shape()));
  patches_.cut(input);
  stride_ = sim::Simulator<Real>::stride(patches_.circuits());
  slots_.resize(node_.inputs() * stride_);
  expectations_.resize(observables * stride_);
  patches_.write_slots(stride_, slots_);
  node_.forward(patches_.circuits(), slots_, weights_.value, expectations_);

  if (options_.channel != trial::ChannelReduction::all) {
    // Reduced in place, once per circuit: afterwards row 0 holds the map's values.
    for (std::size_t c = 0; c < patches_.circuits(); ++c) expectations_[c] = reduced(c);
    for (std::size_t p = 0; p < patches_.size(); ++p) output_.data()[p] = expectations_[patches_.circuit_of(p)];
    return output_;
  }
  const std::size_t area = output_.shape()[2] * output_.shape()[3];
  for (std::size_t p = 0; p < patches_.size(); ++p) {
    const std::size_t first = p / area * observables * area + p % area;  // the patch's entry in its channel's first map
    for (std::size_t o = 0; o < observables; ++o)
      output_.data()[first + o * area] = expectations_[o * stride_ + patches_.circuit_of(p)];
  }
  return output_;
}

template <class Real>
const nn::Tensor<Real>& Quanv2d<Real>::backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                                nn::InputGradient wanted) {
  const std::size_t observables = size_.observables;
  upstream_.assign(observables * stride_, Real(0));
  if (options_.channel != trial::ChannelReduction::all) {
    // The upstream gradients of identical patches add up; row 0 collects them and is then shared out.
    for (std::size_t p = 0; p < patches_.size(); ++p) upstream_[patches_.circuit_of(p)] += upstream.data()[p];
    for (std::size_t o = observables; o-- > 0;)
      for (std::size_t c = 0; c < patches_.circuits(); ++c) upstream_[o * stride_ + c] = share(o) * upstream_[c];
  } else {
    const std::size_t area = output_.shape()[2] * output_.shape()[3];
    for (std::size_t p = 0; p < patches_.size(); ++p) {
      const std::size_t first = p / area * observables * area + p % area;
      for (std::size_t o = 0; o < observables; ++o)
        upstream_[o * stride_ + patches_.circuit_of(p)] += upstream.data()[first + o * area];
    }
  }
  std::ranges::fill(weights_.gradient, Real(0));
  const bool pass = wanted == nn::InputGradient::wanted && options_.through == nn::InputGradient::wanted;
  slot_gradient_.resize(pass ? node_.inputs() * stride_ : 0);
  node_.backward(upstream_, weights_.gradient, slot_gradient_);
  if (wanted == nn::InputGradient::wanted) {
    input_gradient_.resize(input.shape());
    input_gradient_.fill(0);
    if (pass) patches_.scatter_gradient(stride_, slots_, slot_gradient_, input_gradient_);
  }
  return input_gradient_;
}

template class Quanv2d<float>;
template class Quanv2d<double>;

}  // namespace quanvas::hybrid
