#include "model/resqunn.hpp"

#include <algorithm>
#include <memory>

#include "hybrid/ansatz.hpp"
#include "hybrid/quanv2d.hpp"
#include "hybrid/residual_block.hpp"
#include "model/resqunn_head.hpp"
#include "trial/key.hpp"

namespace quanvas::model::resqunn {
namespace {

using hybrid::Wiring;
using trial::BadValue;
using trial::TrialSpec;

constexpr hybrid::PatchGrid kGrid{.kernel = 2, .stride = 2};
constexpr hybrid::PatchCircuitSize kCircuitSize{.features = kGrid.patch_size(), .observables = kGrid.patch_size()};

// Throws BadValue for a text that is no wiring of as many layers.
Wiring wiring_of(const TrialSpec& spec) {
  return trial::as_value_of("wiring",
                            [&] { return hybrid::parse_wiring(spec.wiring, static_cast<std::size_t>(spec.layers)); });
}

nn::Shape output_shape(const TrialSpec& spec, const nn::Shape& input) {
  return hybrid::quanvolved(input, {.grid = kGrid, .channel = spec.channel}, kCircuitSize);
}

// Of A_0 .. A_n, for one image. Throws BadValue where a map gets smaller than a patch.
std::vector<nn::Shape> shapes_of(const TrialSpec& spec, const Wiring& wiring, const ImageFormat& format) {
  return trial::as_value_of("layers", [&] {
    return hybrid::activation_shapes(
        wiring, {1, format.channels, format.height, format.width}, [&](std::size_t k, const nn::Shape& input) {
          return with_context(fmt::format("quanvolutional layer {}", k), [&] { return output_shape(spec, input); });
        });
  });
}

MapShape map_of(const nn::Shape& shape) { return {shape[1], shape[2], shape[3]}; }

sim::Circuit layer_circuit(const TrialSpec& spec, std::size_t k) {
  return hybrid::quanvolution_circuit(kGrid.patch_size(), static_cast<std::size_t>(spec.depths[k - 1]),
                                      spec.encoding_repeat);
}

// "quanv1", ...
std::string layer_name(std::size_t k) { return fmt::format("quanv{}", k); }

// Whether gradients pass from a layer to its input.
Backward through_layers(trial::Gradient gradient) {
  switch (gradient) {
    case trial::Gradient::detached: return Backward::stops;
    case trial::Gradient::exact: return Backward::passes;
  }
  no_such_value();
}

// [layer - 1]
std::vector<Trainability> trainabilities(const TrialSpec& spec, const Wiring& wiring) {
  std::vector<Trainability> result(wiring.layers(), Trainability::frozen);
  switch (spec.trainable) {
    case trial::Trainable::frozen: return result;
    case trial::Trainable::all:
      std::ranges::transform(gradient_reach(wiring, spec.gradient), result.begin(),
                             [](bool reached) { return reached ? Trainability::trained : Trainability::unreached; });
      return result;
  }
  no_such_value();
}

// The quanvolutional layers, whose leading ones never change: their weights are frozen, or they never receive
// gradient.
struct Layers {
  TrialSpec spec;
  Wiring wiring;
  std::vector<nn::Shape> shapes;       // of A_0 .. A_n
  std::vector<Trainability> training;  // [layer - 1]
  std::size_t constant;                // so many never change
  hybrid::Device device;
  Backward through = Backward::passes;

  // The layers first .. last.
  template <class Real>
  MadeLayer<Real> make(std::size_t first, std::size_t last) const {
    hybrid::Layers<Real> layers;
    std::vector<TrackedLayer<Real>> tracked;
    for (std::size_t k = first; k <= last; ++k) {
      const bool wanted = through == Backward::passes && k > constant + 1;
      auto layer = std::make_unique<hybrid::Quanv2d<Real>>(
          hybrid::Quanv2dOptions{.grid = kGrid,
                                 .channel = spec.channel,
                                 .through = wanted ? nn::InputGradient::wanted : nn::InputGradient::unwanted},
          layer_circuit(spec, k), layer_name(k), device);
      const RandomStream stream(static_cast<std::uint64_t>(spec.seed), "quanv", static_cast<std::uint32_t>(k));
      hybrid::initialise_angles<Real>(spec.init, stream, layer->weights().value);
      tracked.push_back({&layer->weights(), training[k - 1] == Trainability::trained});
      layers.push_back(std::move(layer));
    }
    return {std::make_unique<hybrid::ResidualBlock<Real>>(
                hybrid::ResidualOptions{
                    .wiring = wiring, .first = first, .last = last, .pad = spec.pad, .gradient = spec.gradient},
                std::move(layers), shapes),
            std::move(tracked)};
  }
};

Layers layers_of(const TrialSpec& spec, const ImageFormat& format, const hybrid::Device& device) {
  Wiring wiring = wiring_of(spec);
  std::vector<nn::Shape> shapes = shapes_of(spec, wiring, format);
  std::vector<Trainability> training = trainabilities(spec, wiring);
  const auto constant = static_cast<std::size_t>(std::ranges::find(training, Trainability::trained) - training.begin());
  return {.spec = spec,
          .wiring = std::move(wiring),
          .shapes = std::move(shapes),
          .training = std::move(training),
          .constant = constant,
          .device = device,
          .through = through_layers(spec.gradient)};
}

Node layer_node(const Layers& layers, std::size_t k) {
  const int depth = layers.spec.depths[k - 1];
  return {.name = fmt::format("O{}", k),
          .what = fmt::format("quanvolution {0}x{0}, stride {1}\n{2} wires, depth {3}", kGrid.kernel, kGrid.stride,
                              kGrid.patch_size(), depth),
          .kind = NodeKind::quantum,
          .shape = map_of(output_shape(layers.spec, layers.shapes[k - 1])),
          .weights = kGrid.patch_size() * static_cast<std::size_t>(depth),
          .training = layers.training[k - 1]};
}

void add_nodes(Chain& chain, const Layers& layers) {
  std::vector<std::size_t> activation{0};  // node of A_k
  for (std::size_t k = 1; k <= layers.wiring.layers(); ++k) {
    std::size_t node =
        chain.add_node(layer_node(layers, k), activation[k - 1], k == 1 ? Backward::passes : layers.through);
    if (const std::size_t added = added_activation(layers.wiring, k); added != k) {
      node = chain.add_node(
          {.name = "+", .what = "padded sum", .kind = NodeKind::sum, .shape = map_of(layers.shapes[k])}, node);
      chain.add_edge({.from = activation[added], .to = node, .gradient = Backward::passes});
    }
    activation.push_back(node);
  }
}

// The layers first .. last; none where first is beyond last.
void add_block(Chain& chain, const std::shared_ptr<const Layers>& layers, std::size_t first, std::size_t last,
               Changes changes) {
  if (first > last) return;
  Link link{.changes = changes,
            .maker = LayerMaker([layers, first, last]<class Real>() { return layers->make<Real>(first, last); })};
  for (std::size_t k = first; k <= last; ++k) {
    const nn::Shape& input = layers->shapes[k - 1];
    const std::size_t patches = input[1] * kGrid.positions(input[2]) * kGrid.positions(input[3]);
    link.circuits.push_back({.name = layer_name(k),
                             .circuit = layer_circuit(layers->spec, k),
                             .measured = consecutive_wires(0, kGrid.patch_size())});
    link.flops += static_cast<double>(patches) * chain.circuit_flops(link.circuits.back().circuit);
  }
  chain.add_link(std::move(link));
}

}  // namespace

TrialSpec canonical(const TrialSpec& spec, const ImageFormat& format) {
  const TrialSpec defaults;
  TrialSpec result = spec;
  const Wiring wiring = wiring_of(spec);
  result.wiring = wiring_text(wiring);
  result.depths.resize(wiring.layers(), spec.depths.back());
  const MapShape features = map_of(shapes_of(spec, wiring, format).back());

  const bool adds = std::ranges::any_of(wiring.skips, [](hybrid::Skip skip) { return skip != hybrid::Skip::none; });
  if (!adds) result.pad = defaults.pad;
  if (std::ranges::all_of(result.depths, [](int depth) { return depth == 1; }))
    result.encoding_repeat = defaults.encoding_repeat;
  if (spec.trainable == trial::Trainable::frozen) result.gradient = defaults.gradient;
  if (spec.head == trial::Head::quantum && (spec.noise != "none" || spec.shots > 0))
    throw BadValue("head",
                   "noise and shots need the inputs of a circuit as angles; the quantum head's are amplitudes: give "
                   "head = classical");
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

Chain chain(const TrialSpec& spec, const ImageFormat& format) {
  Chain chain(spec, format, fmt::format("{}: {}", spec.model, wiring_text(wiring_of(spec))));
  const auto layers = std::make_shared<const Layers>(layers_of(spec, format, chain.device()));
  chain.reads({"layers", "wiring", "depths", "trainable", "gradient", "encoding_repeat", "channel", "pad", "noise",
               "shots", "noise_in", "init", "quantum_learning_rate"});
  add_nodes(chain, *layers);
  add_block(chain, layers, 1, layers->constant, Changes::never);
  add_block(chain, layers, layers->constant + 1, layers->wiring.layers(), Changes::by_epoch);
  chain.end_of_maps();
  append_head(chain);
  return chain;
}

std::vector<ScoreReach> head_reach(const TrialSpec& spec, const ImageFormat& format) {
  switch (spec.head) {
    case trial::Head::classical: return {};
    case trial::Head::quantum: {
      const MapShape features = map_of(shapes_of(spec, wiring_of(spec), format).back());
      return reach_of(quantum_head(spec, features, format), features);
    }
  }
  no_such_value();
}

}  // namespace quanvas::model::resqunn
