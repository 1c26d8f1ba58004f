#include "model/resqunn.hpp"

#include <algorithm>
#include <memory>

#include "hybrid/amplitude_encoding.hpp"
#include "hybrid/ansatz.hpp"
#include "hybrid/circuit_layer.hpp"
#include "hybrid/residual_block.hpp"
#include "model/resqunn_layout.hpp"
#include "nn/dense.hpp"
#include "nn/softmax.hpp"
#include "trial/key.hpp"

namespace quanvas::model::resqunn {
namespace {

using hybrid::Wiring;
using trial::BadValue;
using trial::TrialSpec;

template <class Real>
std::unique_ptr<hybrid::Quanv2d<Real>> build_layer(const TrialSpec& spec, std::size_t k, nn::InputGradient through) {
  auto layer = std::make_unique<hybrid::Quanv2d<Real>>(
      hybrid::Quanv2dOptions{.grid = kGrid, .channel = spec.channel, .through = through},
      hybrid::quanvolution_circuit(kGrid.patch_size(), static_cast<std::size_t>(spec.depths[k - 1]),
                                   spec.encoding_repeat),
      layer_name(k));
  hybrid::initialise_angles<Real>(
      spec.init, RandomStream(static_cast<std::uint64_t>(spec.seed), "quanv", static_cast<std::uint32_t>(k)),
      layer->weights().value);
  return layer;
}

template <class Real>
void add_head(const TrialSpec& spec, const MapShape& features, const ImageFormat& format,
              nn::Sequential<Real>& network) {
  const auto classes = static_cast<std::size_t>(spec.classes);
  const RandomStream stream(static_cast<std::uint64_t>(spec.seed), "head");
  if (spec.head == trial::Head::classical) {
    network.add(std::make_unique<nn::Dense<Real>>(area(features), classes, stream));
  } else {
    const std::size_t wires = head_wires(spec, features, format);
    network.add(std::make_unique<hybrid::AmplitudeEncoding<Real>>(hybrid::AmplitudeEncodingOptions{
        .wires = wires, .padding = spec.head_padding, .height = format.height, .width = format.width}));
    auto circuit = std::make_unique<hybrid::CircuitLayer<Real>>(
        hybrid::head_circuit(wires, static_cast<std::size_t>(spec.head_depth)),
        hybrid::head_observables(wires, classes, spec.head_wires), "head");
    hybrid::initialise_angles<Real>(spec.init, stream, circuit->weights().value);
    network.add(std::move(circuit));
  }
  if (spec.output == trial::Output::softmax) network.add(std::make_unique<nn::Softmax<Real>>());
}

std::vector<Wire> consecutive_wires(std::size_t first, std::size_t count) {
  std::vector<Wire> wires;
  for (std::size_t w = first; w < first + count; ++w) wires.emplace_back(static_cast<std::uint32_t>(w));
  return wires;
}

}  // namespace

TrialSpec canonical(const TrialSpec& spec, const ImageFormat& format) {
  const TrialSpec defaults;
  TrialSpec result = spec;
  const Wiring wiring = wiring_of(spec);
  result.wiring = wiring_text(wiring);
  result.depths.resize(wiring.layers(), spec.depths.back());
  const MapShape features = activations(wiring, spec.channel, format).back();

  const bool adds = std::ranges::any_of(wiring.skips, [](hybrid::Skip skip) { return skip != hybrid::Skip::none; });
  if (!adds) result.pad = defaults.pad;
  if (std::ranges::all_of(result.depths, [](int depth) { return depth == 1; }))
    result.encoding_repeat = defaults.encoding_repeat;
  if (spec.trainable == trial::Trainable::frozen) result.gradient = defaults.gradient;
  if (spec.head == trial::Head::classical) {
    result.head_wires = defaults.head_wires;
    result.head_padding = defaults.head_padding;
    result.head_depth = defaults.head_depth;
  } else if (const std::size_t wires = head_wires(spec, features, format);
             static_cast<std::size_t>(spec.classes) > wires) {
    throw BadValue("classes", fmt::format("a quantum head of {} wires scores at most {} classes, not {}", wires, wires,
                                          spec.classes));
  }
  return result;
}

std::vector<NamedCircuit> circuits(const TrialSpec& spec, const ImageFormat& format) {
  std::vector<NamedCircuit> result;
  const Wiring wiring = wiring_of(spec);
  for (std::size_t k = 1; k <= wiring.layers(); ++k)
    result.push_back({.name = layer_name(k),
                      .circuit = hybrid::quanvolution_circuit(
                          kGrid.patch_size(), static_cast<std::size_t>(spec.depths[k - 1]), spec.encoding_repeat),
                      .measured = consecutive_wires(0, kGrid.patch_size())});
  if (spec.head == trial::Head::quantum) {
    const std::size_t wires = head_wires(spec, activations(wiring, spec.channel, format).back(), format);
    const auto classes = static_cast<std::size_t>(spec.classes);
    result.push_back(
        {.name = "head",
         .circuit = hybrid::head_circuit(wires, static_cast<std::size_t>(spec.head_depth)),
         .measured = consecutive_wires(spec.head_wires == trial::HeadWires::first ? 0 : wires - classes, classes)});
  }
  return result;
}

double cost(const TrialSpec& spec, const ImageFormat& format) {
  // A rotation costs 6 operations for each of a state's amplitudes; the reverse sweep undoes it on two states and takes
  // their overlap.
  constexpr double kRotation = 6;
  constexpr double kReverse = 2.5;
  const Wiring wiring = wiring_of(spec);
  const std::vector<MapShape> shapes = activations(wiring, spec.channel, format);
  const std::size_t constant = constant_layers(spec, wiring);
  const auto wires = static_cast<double>(kGrid.patch_size());

  double once = 0;
  double forward = 0;
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    const MapShape output = output_of(shapes[k - 1], trial::Channel::mean);
    const double depth = spec.depths[k - 1];
    const double rotations = wires * (depth + (spec.encoding_repeat == trial::EncodingRepeat::every ? depth : 1));
    (k <= constant ? once : forward) += static_cast<double>(area(output)) * rotations * 16 * kRotation;
  }
  const std::size_t qubits = head_wires(spec, shapes.back(), format);
  forward += spec.head == trial::Head::classical ? 2.0 * static_cast<double>(area(shapes.back())) * spec.classes
                                                 : spec.head_depth * static_cast<double>(qubits << qubits) * kRotation;
  const auto images = static_cast<double>(format.images);
  return images * once + images * spec.epochs * forward * (1 + kReverse * spec.train_fraction);
}

template <class Real>
Network<Real> build(const TrialSpec& spec, const ImageFormat& format) {
  const Wiring wiring = wiring_of(spec);
  const std::size_t constant = constant_layers(spec, wiring);
  const std::vector<bool> reached = gradient_reach(wiring, spec.gradient);

  std::vector<std::unique_ptr<hybrid::Quanv2d<Real>>> layers;
  std::vector<TrackedLayer<Real>> tracked;
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    const bool through = spec.gradient == trial::Gradient::exact && k > constant + 1;
    layers.push_back(build_layer<Real>(spec, k, through ? nn::InputGradient::wanted : nn::InputGradient::unwanted));
    tracked.push_back({&layers.back()->weights(), reached[k - 1] && spec.trainable == trial::Trainable::all});
  }
  const nn::Shape image{1, 1, format.height, format.width};
  const std::vector<nn::Shape> shapes = activation_shapes(wiring, layers, image);
  const MapShape features{shapes.back()[1], shapes.back()[2], shapes.back()[3]};

  const auto cut = layers.begin() + static_cast<std::ptrdiff_t>(constant);
  std::vector<std::unique_ptr<hybrid::Quanv2d<Real>>> rest(std::make_move_iterator(cut),
                                                           std::make_move_iterator(layers.end()));
  layers.erase(cut, layers.end());
  const auto block = [&](std::size_t first, std::size_t last, auto part) {
    return std::make_unique<hybrid::ResidualBlock<Real>>(
        hybrid::ResidualOptions{
            .wiring = wiring, .first = first, .last = last, .pad = spec.pad, .gradient = spec.gradient},
        std::move(part), shapes);
  };

  nn::Sequential<Real> fixed(image);
  if (constant > 0) fixed.add(block(1, constant, std::move(layers)));
  nn::Sequential<Real> trained(fixed.output());
  if (constant < wiring.layers()) trained.add(block(constant + 1, wiring.layers(), std::move(rest)));
  add_head(spec, features, format, trained);
  return {.fixed = std::move(fixed),
          .trained = std::move(trained),
          .tracked = std::move(tracked),
          .feature_shape = features};
}

template Network<float> build(const TrialSpec&, const ImageFormat&);
template Network<double> build(const TrialSpec&, const ImageFormat&);

}  // namespace quanvas::model::resqunn
