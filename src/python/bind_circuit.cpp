#include <complex>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <pybind11/complex.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "base/error.hpp"
#include "python/angles.hpp"
#include "python/bindings.hpp"
#include "python/evaluations.hpp"
#include "python/runners.hpp"
#include "python/saved.hpp"
#include "qasm/reader.hpp"
#include "sim/circuit/noise_channels.hpp"

namespace quanvas::python {
namespace {

namespace py = pybind11;

std::uint32_t wire_of(const py::handle& given) {
  require(PyIndex_Check(given.ptr()) == 1, "a wire is a whole number from 0, not {}",
          py::repr(given).cast<std::string>());
  const auto wire = py::reinterpret_steal<py::int_>(PyNumber_Index(given.ptr())).cast<long long>();
  require(wire >= 0 && wire < static_cast<long long>(sim::kMostWires), "wire {}: from 0 to {}", wire,
          sim::kMostWires - 1);
  return static_cast<std::uint32_t>(wire);
}

std::vector<std::uint32_t> wires_of(const py::handle& given) {
  if (!py::isinstance<py::sequence>(given)) return {wire_of(given)};
  std::vector<std::uint32_t> wires;
  for (const py::handle& wire : given) wires.push_back(wire_of(wire));
  return wires;
}

std::vector<Wire> as_wires(const py::handle& given) {
  std::vector<Wire> wires;
  for (const std::uint32_t wire : wires_of(given)) wires.emplace_back(wire);
  return wires;
}

std::vector<GivenAngle> angles_of(const py::handle& given) {
  if (given.is_none()) return {};
  if (!py::isinstance<py::sequence>(given)) return {given_angle(given)};
  std::vector<GivenAngle> angles;
  for (const py::handle& angle : given) angles.push_back(given_angle(angle));
  return angles;
}

// A gate's own method: its angles, then its wires, as OpenQASM has them.
void apply(Circuit& circuit, const sim::GateInfo& gate, const py::args& arguments) {
  require(arguments.size() == gate.angles + gate.wires, "{}: {} arguments, where the gate takes {} angles and {} wires",
          gate.name, arguments.size(), gate.angles, gate.wires);
  std::vector<GivenAngle> angles;
  std::vector<std::uint32_t> wires;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (i < gate.angles) angles.push_back(given_angle(arguments[i]));
    else wires.push_back(wire_of(arguments[i]));
  circuit.append(gate.name, wires, angles);
}

// A number of parameters, or their names.
std::vector<std::string> names_of(std::string_view what, std::string_view numbered, const py::object& given) {
  std::vector<std::string> names;
  if (py::isinstance<py::int_>(given)) {
    const auto count = given.cast<long long>();
    require(count >= 0 && count <= 1'000'000, "{} = {}: from 0 to a million", what, count);
    for (long long i = 0; i < count; ++i) names.push_back(fmt::format("{}{}", numbered, i));
    return names;
  }
  return given.cast<std::vector<std::string>>();
}

sim::Matrix matrix_of(const py::array_t<std::complex<double>, py::array::c_style | py::array::forcecast>& array) {
  require(array.ndim() == 2 && array.shape(0) == array.shape(1) && (array.shape(0) == 2 || array.shape(0) == 4),
          "a unitary has the shape [2, 2] or [4, 4]");
  return {static_cast<std::size_t>(array.shape(0)), {array.data(), array.data() + array.size()}};
}

Circuit of_file(const std::filesystem::path& path, const std::vector<std::string>& inputs) {
  const auto whole = qasm::include_beside(std::filesystem::absolute(path).string(), "");
  require(whole.has_value(), "{}: is no file that can be opened; is the path right?", path.string());
  return Circuit::of_program(qasm::read_program(whole->text, path.string(), qasm::include_beside), path.string(),
                             inputs);
}

Circuit of_text(const std::string& text, const std::vector<std::string>& inputs) {
  constexpr std::string_view kName = "OpenQASM";
  return Circuit::of_program(qasm::read_program(text, kName), kName, inputs);
}

Circuit of_model(const std::string& model, std::size_t layer, const std::array<std::size_t, 3>& image,
                 const py::kwargs& parameters) {
  return circuit_of_model(model, layer, {.height = image[1], .width = image[2], .channels = image[0]},
                          texts_of(parameters));
}

void define_sources(py::class_<Circuit>& type) {
  type.def(py::init([](std::size_t wires, const py::object& inputs, const py::object& weights) {
             Circuit::Names names{names_of("inputs", "x", inputs), names_of("weights", "theta", weights)};
             return Circuit(sim::Circuit(wires, names.inputs.size(), names.weights.size()), std::move(names));
           }),
           py::arg("wires"), py::kw_only(), py::arg("inputs") = 0, py::arg("weights") = 0)
      .def_static(
          "from_qasm", &of_text, py::arg("text"), py::arg("inputs") = std::vector<std::string>{},
          "A circuit from the text of an OpenQASM 2 or 3 program (docs/openqasm.md).\n\n"
          "inputs: names of those of its `input float`s that are data; the others are weights. Measurements at the\n"
          "end are left out. Raises ValueError \"OpenQASM:LINE:COLUMN: reason\" for what cannot be read, and for\n"
          "measurements, resets and conditions on the way, which `quanvas circuit` runs.")
      .def_static("from_file", &of_file, py::arg("path"), py::arg("inputs") = std::vector<std::string>{},
                  "The same from a file; what it includes is looked for beside it.")
      .def_static(
          "from_model", &of_model, py::arg("model") = "resqunn", py::arg("layer") = 1,
          py::arg("image") = std::array<std::size_t, 3>{1, 28, 28},
          "The circuit of a built-in model's quantum layer, counted from 1 (`quanvas model` lists them).\n\n"
          "image: [channels, height, width] of the images. Further arguments are parameters of a trial by their\n"
          "names (`quanvas params`), as depths=\"4,1\". Raises ValueError for those that the model does not read.")
      .def_static(
          "from_ansatz",
          [](std::size_t wires, std::string ansatz, std::optional<std::size_t> layers,
             std::optional<std::string> entanglement, std::optional<std::string> encoding, std::string repeat,
             std::optional<double> scale, std::optional<double> threshold, std::optional<std::size_t> repetitions,
             std::uint64_t seed, std::optional<std::size_t> features) {
            return circuit_of_ansatz(wires, {.ansatz = std::move(ansatz),
                                             .layers = layers,
                                             .entanglement = std::move(entanglement),
                                             .encoding = std::move(encoding),
                                             .repeat = std::move(repeat),
                                             .scale = scale,
                                             .threshold = threshold,
                                             .repetitions = repetitions,
                                             .seed = seed,
                                             .features = features});
          },
          py::arg("wires"), py::arg("ansatz") = "rx_chain", py::kw_only(), py::arg("layers") = py::none(),
          py::arg("entanglement") = py::none(), py::arg("encoding") = py::none(), py::arg("repeat") = "every",
          py::arg("scale") = py::none(), py::arg("threshold") = py::none(), py::arg("repetitions") = py::none(),
          py::arg("seed") = 0, py::arg("features") = py::none(),
          "A named ansatz (`quanvas params --layers`), after a named encoding where one is given.\n\n"
          "layers: of the ansatz (1). entanglement: linear, ring, full or pairwise. encoding: rx, ry, rz, "
          "dense_angle,\n"
          "threshold, amplitude, zz, iqp; its features are the inputs (of zz and iqp: its slots, features and "
          "products).\n"
          "repeat: \"every\" encodes before each layer, \"once\" before the first. scale: radians of a feature of 1 "
          "(pi).\n"
          "threshold, repetitions: of encodings that have some. seed: of a random ansatz. Raises ValueError for names "
          "that\n"
          "do not exist and for options that have no effect.");
}

void define_gates(py::class_<Circuit>& type) {
  for (const sim::GateInfo& gate : sim::kGates) {
    const std::string doc = fmt::format("Appends {}: {} angle(s) in radians, then {} wire(s). Returns the circuit.",
                                        gate.name, gate.angles, gate.wires);
    type.def(
        std::string(gate.name).c_str(),
        [&gate](const py::object& self, const py::args& arguments) {
          apply(self.cast<Circuit&>(), gate, arguments);
          return self;
        },
        doc.c_str());
  }
  type.def(
          "append",
          [](const py::object& self, const std::string& gate, const py::object& wires, const py::object& angles) {
            self.cast<Circuit&>().append(gate, wires_of(wires), angles_of(angles));
            return self;
          },
          py::arg("gate"), py::arg("wires"), py::arg("angles") = py::none(),
          "Appends a gate by its name. wires: one or a sequence; angles: numbers in radians, input(...), weight(...).\n"
          "New parameters are added to the circuit's. Returns the circuit. Raises ValueError for gates, wires and "
          "numbers\n"
          "of angles that do not exist.")
      .def(
          "unitary",
          [](const py::object& self,
             const py::array_t<std::complex<double>, py::array::c_style | py::array::forcecast>& matrix,
             const py::object& wires) {
            self.cast<Circuit&>().append({.wires = as_wires(wires), .what = sim::Unitary{matrix_of(matrix)}});
            return self;
          },
          py::arg("matrix"), py::arg("wires"),
          "Appends a unitary matrix [2, 2] or [4, 4]; the first wire is the more significant bit of its index.")
      .def(
          "channel",
          [](const py::object& self, const std::string& name, std::vector<double> parameters, const py::object& wires) {
            self.cast<Circuit&>().append(
                {.wires = as_wires(wires), .what = sim::make_noise_channel(name, std::move(parameters))});
            return self;
          },
          py::arg("name"), py::arg("parameters"), py::arg("wires"),
          "Appends one noise channel, for example channel(\"amplitude_damping\", [0.1], 0).")
      .def("with_noise", &Circuit::with_noise, py::arg("noise"),
           "A copy that is run with noise, in the words of `quanvas circuit --noise`: \"depolarizing(0.01),\n"
           "readout_error(0.02, 0.03)\"; \"\" for none. Raises ValueError for more than 12 wires.");
}

void define_properties(py::class_<Circuit>& type) {
  type.def_property_readonly(
          "wires", [](const Circuit& circuit) { return circuit.ideal().wires(); }, "The number of wires (qubits).")
      .def_property_readonly("wire_names", &Circuit::wire_names,
                             "Their names; wire 0 is the most significant bit of a basis state.")
      .def_property_readonly(
          "inputs", [](const Circuit& circuit) { return circuit.names().inputs; },
          "Names of the inputs: data, of which each circuit of a batch has its own.")
      .def_property_readonly(
          "weights", [](const Circuit& circuit) { return circuit.names().weights; },
          "Names of the weights: trained, shared by all circuits of a batch.")
      .def_property_readonly("noise", &Circuit::noise, "The noise that it is run with, as text; \"\" for none.")
      .def_property_readonly(
          "operations", [](const Circuit& circuit) { return circuit.ideal().operations().size(); },
          "The number of gates, unitaries and channels, without those of `noise`.")
      .def_property_readonly(
          "features",
          [](const Circuit& circuit) {
            return circuit.encoding() ? circuit.encoding()->features : circuit.ideal().inputs();
          },
          "The numbers of a patch that a quanvolution with this circuit encodes.")
      .def(
          "count_observables",
          [](const Circuit& circuit, const py::object& observables) {
            return ObservableTexts(observables).parse(circuit.ideal().wires()).size();
          },
          py::arg("observables") = py::none(),
          "How many observables a text or a sequence of texts names. Raises ValueError for those that cannot be read.")
      .def("draw", &Circuit::text, py::arg("width") = 100, "A drawing with characters, in lines of up to `width`.")
      .def("svg", &Circuit::svg, py::arg("title") = "", "A drawing as SVG.")
      .def("_repr_svg_", [](const Circuit& circuit) { return circuit.svg(""); })
      .def(
          "to_qasm", &Circuit::qasm, py::arg("version") = 3,
          "The circuit as OpenQASM 3, or 2 where all angles are constant; without `noise`. Raises ValueError for what\n"
          "cannot be written: channels, unitaries on two wires, amplitudes as inputs.")
      .def("__repr__",
           [](const Circuit& circuit) {
             return fmt::format("<quanvas.Circuit: {} wires, {} inputs, {} weights, {} operations{}>",
                                circuit.ideal().wires(), circuit.names().inputs.size(), circuit.names().weights.size(),
                                circuit.ideal().operations().size(),
                                circuit.noise().empty() ? "" : fmt::format(", noise {}", circuit.noise()));
           })
      .def("__str__", [](const Circuit& circuit) { return circuit.text(100); })
      .def(
          "copy", [](const Circuit& circuit) { return restored(saved(circuit)); }, "An independent copy.")
      .def(py::pickle(&saved, &restored));
}

}  // namespace

void bind_circuit(py::module_& module) {
  module.def("wires_for", &wires_for, "How many wires an encoding takes for so many features.");
  py::class_<Circuit> type(
      module, "Circuit",
      "A quantum circuit, run over batches: Circuit(wires, inputs=0, weights=0), then gate by gate as in\n"
      "circuit.ry(quanvas.input(0), 0).rx(quanvas.weight(\"theta\"), 0).cx(0, 1); or from_qasm, from_file, "
      "from_model,\n"
      "from_ansatz.\n\n"
      "inputs and weights: a number of parameters, or their names; gates add what they name. Methods that run it take\n"
      "inputs [batch, inputs], or [inputs] for one circuit whose results have no batch then, and weights [weights];\n"
      "float32 or float64, as the results are. Wrong shapes and dtypes raise ValueError.");
  define_sources(type);
  define_gates(type);
  define_properties(type);
  define_evaluations(type);
}

}  // namespace quanvas::python
