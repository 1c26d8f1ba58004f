#include "model/quantum_layers.hpp"

#include <set>

#include "hybrid/ansatz.hpp"
#include "hybrid/circuit_layer.hpp"
#include "hybrid/slot_layer.hpp"
#include "nn/parallel.hpp"

namespace quanvas::model {
namespace {

std::vector<Wire> wires_of(const std::vector<sim::Observable>& observables) {
  std::set<std::uint32_t> wires;
  for (const sim::Observable& observable : observables)
    for (const sim::PauliTerm& term : observable.terms)
      for (const auto& [wire, axis] : term.factors) wires.insert(wire.value);
  std::vector<Wire> result;
  for (const std::uint32_t wire : wires) result.emplace_back(wire);
  return result;
}

NamedCircuit named(std::string name, const hybrid::PatchCircuit& circuit) {
  return {.name = std::move(name), .circuit = circuit.circuit, .measured = wires_of(circuit.observables)};
}

// "quanv1" for the only one, "quanv1.2" for the second of several.
std::string filter_name(const QuantumLayer& layer, std::size_t filters, std::size_t f) {
  return filters == 1 ? layer.name : fmt::format("{}.{}", layer.name, f + 1);
}

// Draws the initial angles of a layer, if it has any, and has them tracked.
template <class Real>
void start_angles(auto& layer, trial::Init init, const RandomStream& stream, bool trained,
                  std::vector<TrackedLayer<Real>>& tracked) {
  if (layer.weights().value.empty()) return;
  hybrid::initialise_angles<Real>(init, stream, layer.weights().value);
  tracked.push_back({&layer.weights(), trained});
}

}  // namespace

void append_quanvolution(Chain& chain, const QuantumLayer& layer, const hybrid::Quanv2dOptions& options,
                         const std::vector<hybrid::PatchCircuit>& filters) {
  const MapShape& input = chain.shape();
  const nn::Shape maps = hybrid::quanvolved({1, input[0], input[1], input[2]}, options, filters.front().size());
  const MapShape output{maps[1] * filters.size(), maps[2], maps[3]};
  const std::size_t groups = options.channels == hybrid::PatchChannels::separate ? input[0] : 1;
  const auto patches = static_cast<double>(groups * maps[2] * maps[3]);
  Node node{
      .name = layer.name, .what = layer.what, .kind = NodeKind::quantum, .shape = output, .training = layer.training};
  std::vector<NamedCircuit> circuits;
  std::vector<RandomStream> streams;
  double flops = 0;
  for (std::size_t f = 0; f < filters.size(); ++f) {
    const std::string name = filter_name(layer, filters.size(), f);
    node.weights += filters[f].circuit.weights();
    flops += patches * Chain::circuit_flops(filters[f].circuit, layer.device);
    circuits.push_back(named(name, filters[f]));
    streams.push_back(chain.weights_stream(name));
  }
  if (node.weights == 0) node.training = Trainability::none;
  const LayerMaker maker([layer, options, filters, circuits, streams,
                          trained = node.training == Trainability::trained]<class Real>() -> MadeLayer<Real> {
    std::vector<std::unique_ptr<nn::Layer<Real>>> branches;
    std::vector<TrackedLayer<Real>> tracked;
    for (std::size_t f = 0; f < filters.size(); ++f) {
      auto branch = std::make_unique<hybrid::Quanv2d<Real>>(options, filters[f], circuits[f].name, layer.device);
      start_angles<Real>(*branch, layer.init, streams[f], trained, tracked);
      branches.push_back(std::move(branch));
    }
    if (branches.size() == 1) return {std::move(branches.front()), std::move(tracked)};
    return {std::make_unique<nn::Parallel<Real>>(std::move(branches)), std::move(tracked)};
  });
  chain.append(std::move(node), {.flops = flops, .maker = maker, .circuits = circuits}, layer.gradient);
  chain.end_of_maps();
}

void append_slots(Chain& chain, const SlotNode& node, const hybrid::Encoding& encoding) {
  chain.append(
      {.name = node.name, .what = node.what, .kind = NodeKind::classical, .shape = {encoding.slots, 1, 1}},
      {.flops = static_cast<double>(encoding.slots),
       .maker = LayerMaker([encoding]<class Real>() { return std::make_unique<hybrid::SlotLayer<Real>>(encoding); })},
      node.gradient);
}

void append_circuit(Chain& chain, const QuantumLayer& layer, const hybrid::PatchCircuit& circuit) {
  if (circuit.encoding.rule != hybrid::SlotRule::features)
    append_slots(chain, {.name = layer.name + " slots", .what = "inputs of the circuit", .gradient = layer.gradient},
                 circuit.encoding);
  const std::size_t weights = circuit.circuit.weights();
  const Trainability training = weights == 0 ? Trainability::none : layer.training;
  chain.append({.name = layer.name,
                .what = layer.what,
                .kind = NodeKind::quantum,
                .shape = {circuit.observables.size(), 1, 1},
                .weights = weights,
                .training = training},
               {.flops = Chain::circuit_flops(circuit.circuit, layer.device),
                .maker = LayerMaker([layer, circuit, stream = chain.weights_stream(layer.name),
                                     training]<class Real>() -> MadeLayer<Real> {
                  auto made = std::make_unique<hybrid::CircuitLayer<Real>>(circuit.circuit, circuit.observables,
                                                                           layer.name, layer.device);
                  std::vector<TrackedLayer<Real>> tracked;
                  start_angles<Real>(*made, layer.init, stream, training == Trainability::trained, tracked);
                  return {std::move(made), std::move(tracked)};
                }),
                .circuits = {named(layer.name, circuit)}},
               layer.gradient);
}

}  // namespace quanvas::model
