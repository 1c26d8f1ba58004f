#include "python/saved.hpp"

#include <complex>
#include <optional>

#include <pybind11/complex.h>
#include <pybind11/stl.h>

#include "base/error.hpp"
#include "qasm/reader.hpp"

namespace quanvas::python {
namespace {

namespace py = pybind11;

constexpr int kVersion = 1;

py::tuple saved_angle(const sim::Angle& angle) {
  return py::make_tuple(static_cast<int>(angle.source), angle.slot.value, angle.scale, angle.offset);
}
sim::Angle restored_angle(const py::handle& saved) {
  const auto tuple = saved.cast<py::tuple>();
  const int source = tuple[0].cast<int>();
  require(source >= 0 && source <= 2, "a saved circuit with an angle of the source {}", source);
  return {.source = static_cast<sim::Angle::Source>(source),
          .slot = Slot(tuple[1].cast<std::uint32_t>()),
          .scale = tuple[2].cast<double>(),
          .offset = tuple[3].cast<double>()};
}

std::vector<std::complex<double>> saved_matrix(const sim::Matrix& matrix) {
  std::vector<std::complex<double>> values;
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < matrix.size(); ++j) values.push_back(matrix(i, j));
  return values;
}
sim::Matrix restored_matrix(const py::handle& saved) {
  const auto values = saved.cast<std::vector<std::complex<double>>>();
  require(values.size() == 4 || values.size() == 16, "a saved circuit with a matrix of {} numbers", values.size());
  return {values.size() == 4 ? std::size_t{2} : std::size_t{4}, values};
}

struct SavedWhat {
  py::tuple operator()(const sim::Gate& gate) const {
    py::list angles;
    for (const sim::Angle& angle : gate.angles) angles.append(saved_angle(angle));
    return py::make_tuple("gate", std::string(info(gate.id).name), angles);
  }
  py::tuple operator()(const sim::Unitary& unitary) const {
    return py::make_tuple("unitary", saved_matrix(unitary.matrix));
  }
  py::tuple operator()(const sim::NoiseChannel& channel) const {
    py::list kraus;
    for (const sim::Matrix& matrix : channel.kraus) kraus.append(saved_matrix(matrix));
    return py::make_tuple("channel", channel.name, channel.wires, channel.parameters, kraus);
  }
};

sim::Operation restored_operation(const py::handle& saved) {
  const auto tuple = saved.cast<py::tuple>();
  std::vector<Wire> wires;
  for (const std::uint32_t wire : tuple[0].cast<std::vector<std::uint32_t>>()) wires.emplace_back(wire);
  const auto what = tuple[1].cast<py::tuple>();
  const auto kind = what[0].cast<std::string>();
  if (kind == "gate") {
    const auto gate = sim::find_gate(what[1].cast<std::string>());
    require(gate.has_value(), "a saved circuit with a gate `{}`, which there is not", what[1].cast<std::string>());
    sim::Gate restored{.id = *gate, .angles = {}};
    for (const py::handle& angle : what[2].cast<py::list>()) restored.angles.push_back(restored_angle(angle));
    return {.wires = std::move(wires), .what = std::move(restored)};
  }
  if (kind == "unitary") return {.wires = std::move(wires), .what = sim::Unitary{restored_matrix(what[1])}};
  require(kind == "channel", "a saved circuit with an operation `{}`, which there is not", kind);
  sim::NoiseChannel channel{.name = what[1].cast<std::string>(),
                            .wires = what[2].cast<unsigned>(),
                            .parameters = what[3].cast<std::vector<double>>(),
                            .kraus = {}};
  for (const py::handle& matrix : what[4].cast<py::list>()) channel.kraus.push_back(restored_matrix(matrix));
  return {.wires = std::move(wires), .what = std::move(channel)};
}

py::list saved_operations(const std::vector<sim::Operation>& operations) {
  py::list list;
  for (const sim::Operation& operation : operations) {
    std::vector<std::uint32_t> wires;
    for (const Wire wire : operation.wires) wires.push_back(wire.value);
    list.append(py::make_tuple(wires, std::visit(SavedWhat{}, operation.what)));
  }
  return list;
}

py::object saved_encoding(const std::optional<hybrid::Encoding>& encoding) {
  if (!encoding) return py::none();
  return py::make_tuple(encoding->features, encoding->wires, encoding->slots, static_cast<int>(encoding->rule),
                        encoding->threshold, saved_operations(encoding->operations));
}
std::optional<hybrid::Encoding> restored_encoding(const py::handle& saved) {
  if (saved.is_none()) return std::nullopt;
  const auto tuple = saved.cast<py::tuple>();
  const int rule = tuple[3].cast<int>();
  require(rule >= 0 && rule <= static_cast<int>(hybrid::SlotRule::amplitudes), "a saved circuit with the rule {}",
          rule);
  hybrid::Encoding encoding{.features = tuple[0].cast<std::size_t>(),
                            .wires = tuple[1].cast<std::size_t>(),
                            .slots = tuple[2].cast<std::size_t>(),
                            .rule = static_cast<hybrid::SlotRule>(rule),
                            .threshold = tuple[4].cast<double>()};
  for (const py::handle& operation : tuple[5].cast<py::list>())
    encoding.operations.push_back(restored_operation(operation));
  return encoding;
}

}  // namespace

// A circuit that was read as OpenQASM is saved as that, which keeps its registers and gates as they are written; and
// the names of its parameters, of which some may not be written so.
py::tuple saved(const Circuit& circuit) {
  const sim::Circuit& ideal = circuit.ideal();
  py::object program = py::none();
  if (circuit.source()) program = py::make_tuple(circuit.qasm(3), circuit.source()->parameters);
  return py::make_tuple(kVersion, ideal.wires(), ideal.preparation() == sim::Preparation::amplitudes,
                        circuit.names().inputs, circuit.names().weights,
                        program.is_none() ? saved_operations(ideal.operations()) : py::list(),
                        saved_encoding(circuit.encoding()), program, circuit.noise());
}

Circuit restored(const py::tuple& saved) {
  require(saved.size() == 9 && saved[0].cast<int>() == kVersion, "a circuit saved by another version of quanvas");
  Circuit::Names names{saved[3].cast<std::vector<std::string>>(), saved[4].cast<std::vector<std::string>>()};
  const auto noise = saved[8].cast<std::string>();
  if (!saved[7].is_none()) {
    constexpr std::string_view kName = "saved circuit";
    const auto written = saved[7].cast<py::tuple>();
    sim::Program program = qasm::read_program(written[0].cast<std::string>(), kName);
    program.parameters = written[1].cast<std::vector<std::string>>();
    const Circuit circuit = Circuit::of_program(std::move(program), kName, names.inputs);
    return noise.empty() ? circuit : circuit.with_noise(noise);
  }
  sim::Circuit ideal(saved[1].cast<std::size_t>(), names.inputs.size(), names.weights.size(),
                     saved[2].cast<bool>() ? sim::Preparation::amplitudes : sim::Preparation::zero);
  for (const py::handle& operation : saved[5].cast<py::list>()) ideal.add(restored_operation(operation));
  const Circuit circuit(ideal, std::move(names), restored_encoding(saved[6]));
  return noise.empty() ? circuit : circuit.with_noise(noise);
}

}  // namespace quanvas::python
