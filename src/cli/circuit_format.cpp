#include "cli/circuit_format.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "drawing/layout.hpp"
#include "drawing/svg.hpp"
#include "drawing/text.hpp"
#include "qasm/reader.hpp"
#include "qasm/writer.hpp"

namespace quanvas::cli {
namespace {

Json angles_json(const std::vector<sim::Angle>& angles) {
  constexpr std::string_view kSources[] = {"constant", "weight", "input"};  // by sim::Angle::Source
  Json array = Json::array();
  for (const sim::Angle& angle : angles) {
    Json json{{"source", kSources[static_cast<std::size_t>(angle.source)]}};
    if (!angle.fixed()) json.update({{"slot", angle.slot.value}, {"scale", angle.scale}});
    json["offset"] = angle.offset;
    array.push_back(std::move(json));
  }
  return array;
}

Json what_json(const sim::Gate& gate) { return {{"name", info(gate.id).name}, {"angles", angles_json(gate.angles)}}; }
Json what_json(const sim::Unitary&) { return {{"name", "unitary"}}; }
Json what_json(const sim::NoiseChannel& channel) {
  return {{"name", channel.name.empty() ? "kraus" : channel.name}, {"parameters", channel.parameters}};
}

Json json_of(const NamedCircuit& named) {
  const sim::Circuit& circuit = named.circuit;
  const drawing::Layout layout = drawing::lay_out(circuit);
  Json json{{"name", named.name},
            {"wires", circuit.wires()},
            {"inputs", circuit.inputs()},
            {"weights", circuit.weights()},
            {"preparation", circuit.preparation() == sim::Preparation::amplitudes ? "amplitudes" : "zero"},
            {"columns", layout.columns},
            {"measured", Json::array()},
            {"operations", Json::array()}};
  for (const Wire wire : named.measured) json["measured"].push_back(wire.value);
  for (const drawing::PlacedOperation& placed : layout.operations) {
    Json operation =
        std::visit([](const auto& what) { return what_json(what); }, circuit.operations()[placed.operation].what);
    operation["wires"] = placed.wires;
    operation["column"] = placed.column;
    json["operations"].push_back(std::move(operation));
  }
  return json;
}

// With the names of its wires and parameters and the bits that its measurements go to.
Json json_of(const sim::Program& program, const std::string& name) {
  const qasm::Program plain = qasm::as_circuit(program, "--format json");
  Json json = json_of({.name = name, .circuit = plain.circuit, .measured = plain.measured});
  json["wire_names"] = plain.wires;
  json["parameters"] = plain.parameters;
  json["bits"] = Json::array();
  for (const sim::Measurement& measurement : program.measured)
    json["bits"].push_back(program.bit_name(measurement.bit));
  return json;
}

struct Format {
  std::string_view name;
  std::string (*of_circuit)(const NamedCircuit&);
  std::string (*of_program)(const sim::Program&, const std::string& name);
};

constexpr Format kFormats[] = {
    {"text", [](const NamedCircuit& named) { return drawing::circuit_text(drawing::lay_out(named.circuit)); },
     [](const sim::Program& program, const std::string&) { return drawing::circuit_text(drawing::lay_out(program)); }},
    {"svg",
     [](const NamedCircuit& named) {
       return drawing::circuit_svg(drawing::lay_out(named.circuit), {.title = named.name, .measured = named.measured});
     },
     [](const sim::Program& program, const std::string& name) {
       return drawing::circuit_svg(drawing::lay_out(program), {.title = name, .measured = {}});
     }},
    {"json", [](const NamedCircuit& named) { return json_text(json_of(named), 2) + '\n'; },
     [](const sim::Program& program, const std::string& name) { return json_text(json_of(program, name), 2) + '\n'; }},
    {"qasm2", [](const NamedCircuit& named) { return qasm::write(named.circuit, qasm::Version::qasm2); },
     [](const sim::Program& program, const std::string&) { return qasm::write(program, qasm::Version::qasm2); }},
    {"qasm3", [](const NamedCircuit& named) { return qasm::write(named.circuit, qasm::Version::qasm3); },
     [](const sim::Program& program, const std::string&) { return qasm::write(program, qasm::Version::qasm3); }},
};

const Format* find(std::string_view format) {
  const auto found = std::ranges::find(kFormats, format, &Format::name);
  return found == std::end(kFormats) ? nullptr : &*found;
}

}  // namespace

void require_circuit_format(std::string_view format) {
  require(find(format), "--format {}: text, svg, json, qasm2 or qasm3", format);
}

bool wants_values(std::string_view format) { return format == "qasm2"; }

std::string written(const NamedCircuit& named, std::string_view format) { return find(format)->of_circuit(named); }

std::string written(const sim::Program& program, const std::string& name, std::string_view format) {
  return find(format)->of_program(program, name);
}

}  // namespace quanvas::cli
