#include <algorithm>
#include <cmath>

#include "hybrid/amplitude_encoding.hpp"
#include "hybrid/ansatz.hpp"
#include "hybrid/circuit_layer.hpp"
#include "model/resqunn.hpp"
#include "model/resqunn_layout.hpp"

namespace quanvas::model::resqunn {
namespace {

using hybrid::Wiring;
using trial::TrialSpec;

// Appends a node and the edge that leads to it; returns its position.
std::size_t append(Graph& graph, Node node, std::size_t from, Backward gradient) {
  graph.nodes.push_back(std::move(node));
  graph.edges.push_back({.from = from, .to = graph.nodes.size() - 1, .gradient = gradient});
  return graph.nodes.size() - 1;
}

Node layer_node(const TrialSpec& spec, std::size_t k, const MapShape& input, bool reached) {
  const int depth = spec.depths[k - 1];
  const Training training = spec.trainable == trial::Trainable::frozen ? Training::frozen
                            : reached                                  ? Training::trained
                                                                       : Training::unreached;
  return {.name = fmt::format("O{}", k),
          .what = fmt::format("quanvolution {0}x{0}, stride {1}\n{2} wires, depth {3}", kGrid.kernel, kGrid.stride,
                              kGrid.patch_size(), depth),
          .kind = NodeKind::quantum,
          .shape = output_of(input, spec.channel),
          .weights = kGrid.patch_size() * static_cast<std::size_t>(depth),
          .training = training};
}

void append_head(const TrialSpec& spec, const MapShape& features, const ImageFormat& format, Graph& graph,
                 std::size_t from) {
  const auto classes = static_cast<std::size_t>(spec.classes);
  const MapShape scores{classes, 1, 1};
  if (spec.head == trial::Head::classical) {
    const std::size_t weights = classes * (area(features) + 1);
    from = append(graph,
                  {.name = "dense",
                   .what = "class scores",
                   .kind = NodeKind::classical,
                   .shape = scores,
                   .weights = weights,
                   .training = Training::trained},
                  from, Backward::passes);
  } else {
    const std::size_t wires = head_wires(spec, features, format);
    from = append(graph,
                  {.name = "amplitudes",
                   .what = fmt::format("{} padding, norm 1", to_name(spec.head_padding)),
                   .kind = NodeKind::classical,
                   .shape = {std::size_t{1} << wires, 1, 1}},
                  from, Backward::passes);
    from = append(graph,
                  {.name = "quantum head",
                   .what = fmt::format("{} wires, depth {}\nZ of the {} {}", wires, spec.head_depth,
                                       to_name(spec.head_wires), classes),
                   .kind = NodeKind::quantum,
                   .shape = scores,
                   .weights = wires * static_cast<std::size_t>(spec.head_depth),
                   .training = Training::trained},
                  from, Backward::passes);
  }
  if (spec.output == trial::Output::softmax)
    append(graph, {.name = "softmax", .what = "class probabilities", .kind = NodeKind::classical, .shape = scores},
           from, Backward::passes);
}

}  // namespace

Graph graph(const TrialSpec& spec, const ImageFormat& format) {
  const Wiring wiring = wiring_of(spec);
  const std::vector<MapShape> shapes = activations(wiring, spec.channel, format);
  const std::vector<bool> reached = gradient_reach(wiring, spec.gradient);
  const Backward through = spec.gradient == trial::Gradient::exact ? Backward::passes : Backward::stops;

  Graph graph{.title = fmt::format("{}: {}", spec.model, wiring_text(wiring)),
              .nodes = {{.name = "X", .what = "image", .kind = NodeKind::image, .shape = shapes.front()}},
              .edges = {}};
  std::vector<std::size_t> activation{0};  // where A_k stands
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    std::size_t at = append(graph, layer_node(spec, k, shapes[k - 1], reached[k - 1]), activation[k - 1],
                            k == 1 ? Backward::passes : through);
    if (const std::size_t added = added_activation(wiring, k); added != k) {
      at = append(graph, {.name = "+", .what = "padded sum", .kind = NodeKind::sum, .shape = shapes[k]}, at,
                  Backward::passes);
      graph.edges.push_back({.from = activation[added], .to = at, .gradient = Backward::passes});
    }
    activation.push_back(at);
  }
  append_head(spec, shapes.back(), format, graph, activation.back());
  return graph;
}

std::vector<ScoreReach> head_reach(const TrialSpec& spec, const ImageFormat& format) {
  if (spec.head == trial::Head::classical) return {};
  constexpr double kZero = 1e-9;  // derivatives are of the order of 0.01 or 0
  const MapShape features = activations(wiring_of(spec), spec.channel, format).back();
  const std::size_t wires = head_wires(spec, features, format);
  const auto classes = static_cast<std::size_t>(spec.classes);
  hybrid::AmplitudeEncoding<double> encoding(
      {.wires = wires, .padding = spec.head_padding, .height = format.height, .width = format.width});
  hybrid::CircuitLayer<double> circuit(hybrid::head_circuit(wires, static_cast<std::size_t>(spec.head_depth)),
                                       hybrid::head_observables(wires, classes, spec.head_wires), "head");
  hybrid::initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(0, "head reach"), circuit.weights().value);

  RandomStream stream(1, "head reach");
  nn::Tensor<double> input({1, features[0], features[1], features[2]});
  for (double& x : input.values()) x = stream.uniform(0.1, 1);
  const nn::Tensor<double>& amplitudes = encoding.forward(input);
  nn::Tensor<double> upstream({1, classes});
  const auto felt = [](double derivative) { return std::abs(derivative) > kZero; };
  std::vector<ScoreReach> reach;
  for (std::size_t s = 0; s < classes; ++s) {
    upstream.fill(0);
    upstream.data()[s] = 1;
    circuit.forward(amplitudes);
    const auto& by_amplitude = circuit.backward(amplitudes, upstream, nn::InputGradient::wanted);
    const auto& by_feature = encoding.backward(input, by_amplitude, nn::InputGradient::wanted);
    ScoreReach score{.wire = spec.head_wires == trial::HeadWires::first ? s : wires - classes + s,
                     .features = std::ranges::any_of(by_feature.values(), felt),
                     .angles = {}};
    for (const double derivative : circuit.weights().gradient) score.angles.push_back(felt(derivative));
    reach.push_back(std::move(score));
  }
  return reach;
}

}  // namespace quanvas::model::resqunn
