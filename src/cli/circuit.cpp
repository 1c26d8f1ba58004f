// quanvas circuit: one circuit, run or written.
#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/circuit_diagnose.hpp"
#include "cli/circuit_format.hpp"
#include "cli/circuit_output.hpp"
#include "cli/circuit_program.hpp"
#include "cli/circuit_run.hpp"
#include "cli/circuit_source.hpp"
#include "cli/circuit_values.hpp"
#include "qasm/writer.hpp"
#include "sim/circuit/noise_channels.hpp"
#include "sim/circuit/noise_model.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostShots = 10'000'000;

CircuitRequest request_from(const po::variables_map& values) {
  const std::string seed = values["seed"].as<std::string>();
  require(parse_unsigned(seed).has_value(), "--seed {}: a whole number from 0 to 2^64 - 1", seed);
  CircuitRequest request{.seed = *parse_unsigned(seed),
                         .noise = values["noise"].as<std::string>(),
                         .gradient = values.count("gradient") > 0,
                         .probabilities = values.count("probabilities") > 0};
  if (!values["observable"].empty()) request.observables = values["observable"].as<std::vector<std::string>>();
  if (!values["shots"].empty()) {
    const auto shots = values["shots"].as<long long>();
    require(shots >= 1 && shots <= static_cast<long long>(kMostShots), "--shots {}: from 1 to {}", shots, kMostShots);
    request.shots = static_cast<std::size_t>(shots);
  }
  if (values.count("state")) {
    const auto& words = values["state"].as<std::vector<std::string>>();
    require(words.size() <= 1, "--state: one file, not {}", join(words, " and "));
    request.state = words.empty() ? "" : words[0];
  }
  return request;
}

// With --set, and for a form that takes numbers alone, the parameters have values; else they stand as they are.
std::string written_circuit(const po::variables_map& values, const std::string& format, std::ostream& err) {
  require_circuit_format(format);
  const bool valued = wants_values(format) || has_values(values);
  if (const std::optional<sim::Program> program = program_of_file(values)) {
    if (!valued) return written(*program, source_name(values), format);
    const auto rows = program_rows(values, *program);
    require(rows.size() == 1, "--inputs: a circuit is written with one row of values, not {}", rows.size());
    return written(sim::bind(*program, rows[0]), source_name(values), format);
  }
  if (!valued) return written(named_circuit(values), format);
  const CircuitSource source = circuit_source(values, std::nullopt, false, err);
  require(source.rows.size() == 1, "--inputs: a circuit is written with one row of values, not {}", source.rows.size());
  return written({.name = source.name,
                  .circuit = qasm::bind(source.circuit, source.inputs(0), source.weights(0)),
                  .measured = named_circuit(values).measured},
                 format);
}

// "NAME(PARAMETERS)" of every channel.
std::string noise_help() {
  std::vector<std::string> channels;
  for (const sim::NoiseChannelInfo& info : sim::noise_channels())
    channels.push_back(fmt::format("{}({})", info.name, join(info.parameters, ", ")));
  return fmt::format("channels, separated by commas: {}. {}", join(channels, ", "), sim::kNoiseRule);
}

void add_options(Arguments& arguments, const Invocation& invocation) {
  add_circuit_options(arguments, invocation);
  add_program_options(arguments);
  add_diagnosis_options(arguments);
  arguments.add("observable", po::value<std::vector<std::string>>()->value_name("TEXT"),
                "a sum of Pauli products, as in \"0.5 Z0 Z3 - X1\"; repeat for several (default: Z of each wire)");
  arguments.add("shots", po::value<long long>()->value_name("N"),
                "estimate from N samples, and show how often each state came");
  arguments.add("seed", po::value<std::string>()->default_value("0")->value_name("S"),
                "of the samples, and of a model's random circuit: a whole number from 0");
  arguments.add("noise", po::value<std::string>()->default_value("")->value_name("TEXT"), noise_help());
  arguments.add("gradient", "derivatives of the expectation values: adjoint method, or parameter shift with shots");
  arguments.add("probabilities", "exact probabilities of the basis states");
  arguments.add("state", po::value<std::vector<std::string>>()->zero_tokens()->multitoken()->value_name("[FILE]"),
                "the state vector, up to its global phase: shown, or written to FILE.npy (for NumPy), FILE.json or a "
                "text file");
  arguments.add("format", po::value<std::string>()->value_name("text|svg|json|qasm2|qasm3"),
                "draw or write the circuit instead of running it; qasm2 wants a value for every parameter");
  arguments.add(
      "json",
      "the results as one JSON object: expectations, and gradients, counts and probabilities where they are asked for");
}

}  // namespace

int run_circuit(const Invocation& invocation) {
  Arguments arguments(
      "circuit",
      "FILE | --model NAME [--layer N]  [--weights SOURCE] [--inputs FILE] [--observable TEXT ...] [--shots N]\n"
      "                       [--noise TEXT] [--gradient] [--probabilities] [--state [FILE]] [--json]",
      "Runs an OpenQASM program: expectation values at its end, exact or from shots, with or without noise, and their\n"
      "derivatives by its inputs (by every angle where it has none). Measurements, resets and conditions on the way "
      "are\n"
      "followed outcome by outcome, or sampled with shots; docs/openqasm.md says what is read. Or draws a circuit, a\n"
      "model's as well, or writes it as JSON or as OpenQASM for other tools. Wire 0 is the first qubit declared. "
      "Examples:\n"
      "  quanvas circuit bell.qasm --observable \"Z0 Z1\" --observable \"0.5 X0 - Y1\" --shots 1000\n"
      "  quanvas circuit bell.qasm --noise \"depolarizing(0.01), depolarizing2(0.02), readout_error(0.02, 0.03)\"\n"
      "  quanvas circuit ansatz.qasm --set theta=0.3 --gradient --json\n"
      "  quanvas circuit --model resqunn --layer 1 --weights random:3 --inputs patches.csv --json\n"
      "  quanvas circuit --weights out/fig08 12 --layer 2 --inputs patches.csv --state states.npy\n"
      "  quanvas circuit --model resqunn --layer 1 --format text\n"
      "  quanvas circuit --model resqunn --layer 1 --format svg > layer1.svg\n"
      "  quanvas circuit --model resqunn --layer 1 --format qasm3 > layer1.qasm");
  add_options(arguments, invocation);
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;

  if (wants_diagnosis(*values)) {
    diagnose_circuit(*values, invocation);
    return kSuccess;
  }
  if (values->count("format")) {
    invocation.out << written_circuit(*values, (*values)["format"].as<std::string>(), invocation.err);
    return kSuccess;
  }

  CircuitRequest request = request_from(*values);
  std::optional<sim::Program> program = program_of_file(*values);
  if (program && runs_as_program(*program, request)) {
    run_program(*program, *values, request, invocation);
    return kSuccess;
  }
  const CircuitSource source = circuit_source(*values, program, request.gradient, invocation.err);
  program.reset();  // of long circuits the memory
  if (request.observables.empty())
    for (std::size_t w = 0; w < source.circuit.wires(); ++w) request.observables.push_back(fmt::format("Z{}", w));
  CircuitRunner runner(source, request, invocation.err);
  if (values->count("json")) print_json(runner, invocation.out);
  else print_text(runner, invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
