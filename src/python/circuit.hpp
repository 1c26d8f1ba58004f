// What `quanvas.Circuit` is: a circuit with names of its inputs and weights, the program that it was read from, and the
// noise that it is run with.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hybrid/encoding.hpp"
#include "model/zoo.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::python {

class Runners;

// An angle as it is given to a gate: scale * parameter + offset, of a parameter by its name or its number; or a number,
// the offset alone.
struct GivenAngle {
  sim::Angle::Source source = sim::Angle::Source::constant;
  std::variant<std::size_t, std::string> slot{};
  double scale = 1;
  double offset = 0;
};

class Circuit {
 public:
  struct Names {
    std::vector<std::string> inputs;
    std::vector<std::string> weights;
  };

  // Parameters are called x0, x1, ... and theta0, theta1, ... where no names are given. Throws Error for names that are
  // empty or appear twice.
  explicit Circuit(const sim::Circuit& circuit, std::optional<Names> names = {},
                   std::optional<hybrid::Encoding> encoding = {});

  // OpenQASM 2 or 3. The parameters that `inputs` names are inputs, the others weights, both in the order of their
  // declaration. Throws Error for what is no circuit: measurements and decisions on the way.
  static Circuit of_program(sim::Program program, std::string_view file, const std::vector<std::string>& inputs);

  // Appends a gate by its name, in place. New names and numbers become new parameters. Throws Error as
  // sim::Circuit::add does, and for a gate that is not in the list.
  void append(std::string_view gate, const std::vector<std::uint32_t>& wires, const std::vector<GivenAngle>& angles);
  void append(sim::Operation operation);

  // The same circuit run with noise, a text as sim::parse_noise() reads it; "" for none.
  Circuit with_noise(std::string_view noise) const;

  const sim::Circuit& ideal() const { return ideal_; }
  // With its noise.
  sim::Circuit noisy() const;
  const std::string& noise() const { return noise_; }
  const Names& names() const { return names_; }
  const std::optional<hybrid::Encoding>& encoding() const { return encoding_; }
  // That it was read from as OpenQASM, if it was not changed since.
  const std::optional<sim::Program>& source() const { return program_; }
  std::vector<std::string> wire_names() const;

  std::string text(std::size_t width) const;
  std::string svg(const std::string& title) const;
  std::string qasm(int version) const;

  // The simulators of this circuit that are ready for use; shared by copies until one of them changes.
  Runners& runners() const;

 private:
  sim::Circuit placed(const sim::Circuit& circuit) const;
  std::size_t slot_of(const GivenAngle& angle);
  sim::Program program() const;

  sim::Circuit ideal_;
  Names names_;
  std::optional<sim::Program> program_;  // that it was read from, its parameters in their order there
  std::optional<hybrid::Encoding> encoding_;
  std::string noise_;
  mutable std::shared_ptr<Runners> runners_;
};

// What shapes the circuit of an ansatz; what is not given is as the ansatz and the encoding have it.
struct AnsatzChoice {
  std::string ansatz = "rx_chain";
  std::optional<std::size_t> layers;
  std::optional<std::string> entanglement;
  std::optional<std::string> encoding;
  std::string repeat = "every";
  std::optional<double> scale;
  std::optional<double> threshold;
  std::optional<std::size_t> repetitions;
  std::uint64_t seed = 0;               // of a random ansatz
  std::optional<std::size_t> features;  // that are encoded; as many as the wires take where it is not given
};

// How many wires an encoding takes for so many features. Throws Error for a name that does not exist.
std::size_t wires_for(const std::string& encoding, std::size_t features);

// Throws Error for names that do not exist and for options that the ansatz and the encoding do not read.
Circuit circuit_of_ansatz(std::size_t wires, const AnsatzChoice& choice);

// The canonical trial of a built-in model whose parameters have these values. Throws Error for parameters that the
// model does not read.
trial::TrialSpec trial_of_model(const std::string& model, const model::ImageFormat& images,
                                const std::vector<std::pair<std::string, std::string>>& parameters);

// Its quantum layer `layer`, from 1. Throws Error where there is none.
Circuit circuit_of_model(const std::string& model, std::size_t layer, const model::ImageFormat& images,
                         const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace quanvas::python
