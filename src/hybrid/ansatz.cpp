#include "hybrid/ansatz.hpp"

#include <algorithm>
#include <bit>
#include <initializer_list>
#include <numbers>

#include "base/error.hpp"
#include "base/table.hpp"

namespace quanvas::hybrid {
namespace {

using sim::Angle;

// Appends operations to an ansatz; each rotation takes the next weight.
class Composer {
 public:
  explicit Composer(std::size_t wires) : wires_(static_cast<std::uint32_t>(wires)) {}

  void begin_layer() { ansatz_.starts.push_back(ansatz_.operations.size()); }
  void rotate(sim::GateId gate, Wire wire) {
    const Slot slot(static_cast<std::uint32_t>(ansatz_.weights++));
    ansatz_.operations.push_back({.wires = {wire}, .what = sim::Gate{.id = gate, .angles = {Angle::weight(slot)}}});
  }
  void rotate(sim::GateId gate, std::uint32_t wire, double radians) {
    ansatz_.operations.push_back(
        {.wires = {Wire(wire)}, .what = sim::Gate{.id = gate, .angles = {Angle::constant(radians)}}});
  }
  void rotate_each(std::initializer_list<sim::GateId> gates) {
    for (std::uint32_t w = 0; w < wires_; ++w)
      for (const sim::GateId gate : gates) rotate(gate, Wire(w));
  }
  void couple(std::uint32_t control, std::uint32_t target) {
    ansatz_.operations.push_back(
        {.wires = {Wire(control), Wire(target)}, .what = sim::Gate{.id = sim::gate("cx"), .angles = {}}});
  }
  void couple(Entanglement entanglement) {
    for (const auto& [control, target] : coupled_pairs(wires_, entanglement)) couple(control, target);
  }
  Ansatz take() { return std::move(ansatz_); }

 private:
  std::uint32_t wires_;
  Ansatz ansatz_;
};

// Per layer a rotation of each wire, then CNOTs.
Ansatz chain(sim::GateId rotation, std::size_t wires, std::size_t layers, Entanglement entanglement) {
  Composer composer(wires);
  for (std::size_t l = 0; l < layers; ++l) {
    composer.begin_layer();
    composer.rotate_each({rotation});
    composer.couple(entanglement);
  }
  return composer.take();
}

}  // namespace

sim::Circuit quanvolution_circuit(std::size_t wires, std::size_t repetitions, trial::EncodingRepeat encoding) {
  sim::Circuit circuit(wires, wires, wires * repetitions);
  const auto n = static_cast<std::uint32_t>(wires);
  for (std::uint32_t l = 0; l < repetitions; ++l) {
    if (l == 0 || encoding == trial::EncodingRepeat::every)
      for (std::uint32_t i = 0; i < n; ++i) circuit.add(sim::gate("ry"), {Wire(i)}, {Angle::input(Slot(i))});
    for (std::uint32_t i = 0; i < n; ++i) circuit.add(sim::gate("rx"), {Wire(i)}, {Angle::weight(Slot(l * n + i))});
    for (const auto& [control, target] : coupled_pairs(wires, Entanglement::linear))
      circuit.add(sim::gate("cx"), {Wire(control), Wire(target)});
  }
  return circuit;
}

sim::Circuit on_amplitudes(std::size_t wires, const Ansatz& ansatz) {
  sim::Circuit circuit(wires, std::size_t{1} << wires, ansatz.weights, sim::Preparation::amplitudes);
  for (const sim::Operation& operation : ansatz.operations) circuit.add(operation);
  return circuit;
}

sim::Circuit head_circuit(std::size_t wires, std::size_t repetitions) {
  return on_amplitudes(wires, ry_chain(wires, repetitions));
}

Ansatz rx_chain(std::size_t wires, std::size_t layers, Entanglement entanglement) {
  return chain(sim::gate("rx"), wires, layers, entanglement);
}

Ansatz ry_chain(std::size_t wires, std::size_t layers, Entanglement entanglement) {
  return chain(sim::gate("ry"), wires, layers, entanglement);
}

Ansatz real_amplitudes(std::size_t wires, std::size_t repetitions, Entanglement entanglement) {
  Composer composer(wires);
  composer.begin_layer();
  composer.rotate_each({sim::gate("ry")});
  for (std::size_t r = 0; r < repetitions; ++r) {
    if (r > 0) composer.begin_layer();
    composer.couple(entanglement);
    composer.rotate_each({sim::gate("ry")});
  }
  return composer.take();
}

Ansatz strongly_entangling(std::size_t wires, std::size_t layers) {
  Composer composer(wires);
  const auto n = static_cast<std::uint32_t>(wires);
  for (std::uint32_t l = 0; l < layers; ++l) {
    composer.begin_layer();
    composer.rotate_each({sim::gate("rz"), sim::gate("ry"), sim::gate("rz")});
    if (n < 2) continue;
    const std::uint32_t range = 1 + l % (n - 1);
    for (std::uint32_t i = 0; i < n; ++i) composer.couple(i, (i + range) % n);
  }
  return composer.take();
}

Ansatz hardware_efficient(std::size_t wires, std::size_t layers, Entanglement entanglement) {
  Composer composer(wires);
  for (std::size_t l = 0; l < layers; ++l) {
    composer.begin_layer();
    composer.rotate_each({sim::gate("rz"), sim::gate("ry")});
    composer.couple(entanglement);
  }
  return composer.take();
}

Ansatz random_layers(std::size_t wires, std::size_t layers, std::size_t rotations, RandomStream stream,
                     double cnot_share) {
  require(cnot_share >= 0 && cnot_share < 1, "random layers with a share of CNOTs of {}: from 0 to below 1",
          cnot_share);
  Composer composer(wires);
  const sim::GateId gates[] = {sim::gate("rx"), sim::gate("ry"), sim::gate("rz")};
  const auto any_wire = [&](std::uint64_t count) { return static_cast<std::uint32_t>(stream.below(count)); };
  for (std::size_t l = 0; l < layers; ++l) {
    composer.begin_layer();
    for (std::size_t r = 0; r < rotations; ++r) {
      while (wires > 1 && stream.uniform() < cnot_share) {
        const std::uint32_t control = any_wire(wires);
        const std::uint32_t target = any_wire(wires - 1);
        composer.couple(control, target < control ? target : target + 1);
      }
      const sim::GateId gate = gates[stream.below(3)];
      composer.rotate(gate, Wire(any_wire(wires)));
    }
  }
  return composer.take();
}

Ansatz convolution_and_pooling(std::size_t wires) {
  require(std::has_single_bit(wires),
          "convolution and pooling halve the wires down to one, so their number is a power of two, not {}", wires);
  Composer composer(wires);
  const auto pool = [&](std::uint32_t a, std::uint32_t b) {
    composer.rotate(sim::gate("rz"), b, -std::numbers::pi / 2);
    composer.couple(b, a);
    composer.rotate(sim::gate("rz"), Wire(a));
    composer.rotate(sim::gate("ry"), Wire(b));
    composer.couple(a, b);
    composer.rotate(sim::gate("ry"), Wire(b));
  };
  const auto convolve = [&](std::uint32_t a, std::uint32_t b) {
    pool(a, b);
    composer.couple(b, a);
    composer.rotate(sim::gate("rz"), a, std::numbers::pi / 2);
  };
  composer.begin_layer();
  const auto n = static_cast<std::uint32_t>(wires);
  for (std::uint32_t first = 0; n - first > 1;) {
    const std::uint32_t active = n - first;
    for (const std::uint32_t start : {0u, 1u})
      for (std::uint32_t i = start; i < active; i += 2) convolve(first + i, first + (i + 1) % active);
    for (std::uint32_t i = 0; i < active / 2; ++i) pool(first + i, first + active / 2 + i);
    first += active / 2;
  }
  return composer.take();
}

namespace {

constexpr std::string_view kLayers[] = {"layers"};
constexpr std::string_view kLayersAndPairs[] = {"layers", "entanglement"};

constexpr std::string_view kHardwareEfficient = "hardware_efficient";
constexpr std::string_view kLayered = "layered";

constexpr AnsatzInfo kAnsatze[] = {
    {"random", "rotations about random axes of random wires, as many a layer as wires, and CNOTs between random wires",
     kLayers,
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream& stream) {
       return random_layers(wires, options.layers, wires, stream);
     }},
    {kHardwareEfficient, "per layer RZ and RY on each wire, CNOTs (between neighbours, unless given)", kLayersAndPairs,
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream&) {
       return hardware_efficient(wires, options.layers, options.entanglement);
     }},
    {"real_amplitudes", "RY on each wire; per layer CNOTs (between neighbours, unless given) and RY on each wire",
     kLayersAndPairs,
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream&) {
       return real_amplitudes(wires, options.layers, options.entanglement);
     }},
    {"strongly_entangling", "per layer RZ, RY, RZ on each wire, CNOTs over a distance that grows from layer to layer",
     kLayers,
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream&) {
       return strongly_entangling(wires, options.layers);
     }},
    {"rx_chain",
     "per layer RX on each wire, CNOTs (between neighbours, unless given): that of ResQuNN's quanvolutional layers",
     kLayersAndPairs,
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream&) {
       return rx_chain(wires, options.layers, options.entanglement);
     }},
    {"ry_chain", "per layer RY on each wire, CNOTs (between neighbours, unless given): that of ResQuNN's quantum head",
     kLayersAndPairs,
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream&) {
       return ry_chain(wires, options.layers, options.entanglement);
     }},
    {"qcnn",
     "convolution and pooling down to the last of 2, 4, 8 or 16 wires",
     {},
     [](std::size_t wires, const AnsatzOptions& options, const RandomStream&) {
       require(options.layers == 1, "qcnn pools its wires down to one once, not in {} layers", options.layers);
       return convolution_and_pooling(wires);
     }},
};

}  // namespace

std::span<const AnsatzInfo> ansatze() { return kAnsatze; }

const AnsatzInfo& ansatz_named(std::string_view name) {
  return row_named(kAnsatze, "ansatz", name == kLayered ? kHardwareEfficient : name);
}

std::span<const AnsatzInfo> filter_circuits() {
  static const auto kRows = [] {
    std::vector<AnsatzInfo> rows;
    for (AnsatzInfo row : kAnsatze) {
      if (row.reads.empty()) continue;
      if (row.name == kHardwareEfficient) row.name = kLayered;
      rows.push_back(row);
    }
    return rows;
  }();
  return kRows;
}

std::size_t first_head_wire(std::size_t wires, std::size_t count, trial::HeadWires which) {
  switch (which) {
    case trial::HeadWires::first: return 0;
    case trial::HeadWires::last: return wires - count;
  }
  no_such_value();
}

std::vector<sim::Observable> head_observables(std::size_t wires, std::size_t count, trial::HeadWires which) {
  const std::size_t first = first_head_wire(wires, count, which);
  std::vector<sim::Observable> observables;
  for (std::size_t i = 0; i < count; ++i) observables.push_back(sim::z(Wire(static_cast<std::uint32_t>(first + i))));
  return observables;
}

template <class Real>
void initialise_angles(trial::Init init, RandomStream stream, std::span<Real> angles) {
  const auto draw = [&]() -> double {
    switch (init) {
      case trial::Init::uniform_2pi: return stream.uniform(0, 2 * std::numbers::pi);
      case trial::Init::uniform_pi: return stream.uniform(0, std::numbers::pi);
      case trial::Init::uniform_1: return stream.uniform();
      case trial::Init::normal_1: return stream.normal();
      case trial::Init::normal_0_1: return 0.1 * stream.normal();
      case trial::Init::zeros: return 0;
    }
    no_such_value();
  };
  for (Real& angle : angles) angle = static_cast<Real>(draw());
}

template void initialise_angles(trial::Init, RandomStream, std::span<float>);
template void initialise_angles(trial::Init, RandomStream, std::span<double>);

}  // namespace quanvas::hybrid
