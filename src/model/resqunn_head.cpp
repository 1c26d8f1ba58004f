#include "model/resqunn_head.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "hybrid/ansatz.hpp"
#include "hybrid/circuit_layer.hpp"

namespace quanvas::model::resqunn {
namespace {

using trial::TrialSpec;

// How many amplitudes the features take.
std::size_t padded_size(const TrialSpec& spec, const MapShape& features, const ImageFormat& format) {
  switch (spec.head_padding) {
    case trial::HeadPadding::flat: return size_of(features);
    case trial::HeadPadding::spatial:
      return features[0] * std::max(features[1], format.height) * std::max(features[2], format.width);
  }
  no_such_value();
}

std::vector<sim::Observable> z_of_each(const std::vector<Wire>& wires) {
  std::vector<sim::Observable> observables;
  for (const Wire wire : wires) observables.push_back(sim::z(wire));
  return observables;
}

void append_quantum_head(Chain& chain) {
  const TrialSpec& spec = chain.spec();
  const QuantumHead head = quantum_head(spec, chain.shape(), chain.format());
  const std::size_t wires = head.encoding.wires;
  chain.append({.name = "amplitudes",
                .what = fmt::format("{} padding, norm 1", to_name(spec.head_padding)),
                .kind = NodeKind::classical,
                .shape = {std::size_t{1} << wires, 1, 1}},
               {.flops = 3.0 * static_cast<double>(size_of(chain.shape())),
                .maker = LayerMaker([options = head.encoding]<class Real>() {
                  return std::make_unique<hybrid::AmplitudeEncoding<Real>>(options);
                })});
  chain.append({.name = "quantum head",
                .what = fmt::format("{} wires, depth {}\nZ of the {} {}", wires, spec.head_depth,
                                    to_name(spec.head_wires), spec.classes),
                .kind = NodeKind::quantum,
                .shape = {head.measured.size(), 1, 1},
                .weights = head.circuit.weights(),
                .training = Trainability::trained},
               {.flops = chain.circuit_flops(head.circuit),
                .maker = LayerMaker([circuit = head.circuit, observables = z_of_each(head.measured), init = spec.init,
                                     stream = chain.weights_stream("head")]<class Real>() {
                  auto layer = std::make_unique<hybrid::CircuitLayer<Real>>(circuit, observables, "head");
                  hybrid::initialise_angles<Real>(init, stream, layer->weights().value);
                  return layer;
                }),
                .circuits = {{.name = "head", .circuit = head.circuit, .measured = head.measured}}});
}

}  // namespace

std::size_t head_wires(const TrialSpec& spec, const MapShape& features, const ImageFormat& format) {
  const std::size_t amplitudes = std::max(padded_size(spec, features, format), format.height * format.width);
  return static_cast<std::size_t>(std::bit_width(amplitudes - 1));
}

QuantumHead quantum_head(const TrialSpec& spec, const MapShape& features, const ImageFormat& format) {
  const std::size_t wires = head_wires(spec, features, format);
  const auto classes = static_cast<std::size_t>(spec.classes);
  return {.encoding = {.wires = wires, .padding = spec.head_padding, .height = format.height, .width = format.width},
          .circuit = hybrid::head_circuit(wires, static_cast<std::size_t>(spec.head_depth)),
          .measured = consecutive_wires(hybrid::first_head_wire(wires, classes, spec.head_wires), classes)};
}

void append_head(Chain& chain) {
  chain.reads({"head", "head_wires", "head_padding", "head_depth", "init"});
  switch (chain.spec().head) {
    case trial::Head::classical:
      chain.dense(static_cast<std::size_t>(chain.spec().classes),
                  {.node = "dense", .what = "class scores", .stream = "head"});
      break;
    case trial::Head::quantum: append_quantum_head(chain); break;
  }
  chain.softmax_if_wanted();
}

std::vector<ScoreReach> reach_of(const QuantumHead& head, const MapShape& features) {
  constexpr double kZero = 1e-9;  // derivatives are of the order of 0.01 or 0
  hybrid::AmplitudeEncoding<double> encoding(head.encoding);
  hybrid::CircuitLayer<double> circuit(head.circuit, z_of_each(head.measured), "head");
  hybrid::initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(0, "head reach"), circuit.weights().value);

  RandomStream stream(1, "head reach");
  nn::Tensor<double> input({1, features[0], features[1], features[2]});
  for (double& x : input.values()) x = stream.uniform(0.1, 1);
  const nn::Tensor<double>& amplitudes = encoding.forward(input);
  nn::Tensor<double> upstream({1, head.measured.size()});
  const auto affects = [](double derivative) { return std::abs(derivative) > kZero; };
  std::vector<ScoreReach> reach;
  for (std::size_t s = 0; s < head.measured.size(); ++s) {
    upstream.fill(0);
    upstream.data()[s] = 1;
    circuit.forward(amplitudes);
    const auto& by_amplitude = circuit.backward(amplitudes, upstream, nn::InputGradient::wanted);
    const auto& by_feature = encoding.backward(input, by_amplitude, nn::InputGradient::wanted);
    ScoreReach score{
        .wire = head.measured[s].value, .features = std::ranges::any_of(by_feature.values(), affects), .angles = {}};
    for (const double derivative : circuit.weights().gradient) score.angles.push_back(affects(derivative));
    reach.push_back(std::move(score));
  }
  return reach;
}

}  // namespace quanvas::model::resqunn
