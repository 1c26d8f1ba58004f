// Circuits from the tables of ansätze, encodings and models.
#include <algorithm>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "hybrid/ansatz.hpp"
#include "python/circuit.hpp"
#include "trial/choices.hpp"
#include "trial/spec.hpp"

namespace quanvas::python {
namespace {

template <class Enum>
Enum choice(std::string_view option, std::string_view text) {
  const auto value = parse_name<Enum>(text);
  require(value.has_value(), "{} = \"{}\": one of {}", option, text, fmt::join(names_of<Enum>, ", "));
  return *value;
}

// The option's value where it is given. Throws Error where it has no effect.
template <class Value>
Value option(std::string_view name, const std::optional<Value>& given, Value fallback, std::string_view what,
             std::span<const std::string_view> reads) {
  require(!given || std::ranges::count(reads, name) > 0, "{}: {} has no effect on it", what, name);
  return given.value_or(fallback);
}

std::size_t features_of(const hybrid::EncodingInfo& info, std::size_t wires) {
  return info.features_per_wire == 0 ? std::size_t{1} << wires : wires * info.features_per_wire;
}

}  // namespace

std::size_t wires_for(const std::string& encoding, std::size_t features) {
  require(features >= 1, "{} features: an encoding has 1 or more", features);
  return hybrid::encoding_named(encoding).make(features, {}).wires;
}

Circuit circuit_of_ansatz(std::size_t wires, const AnsatzChoice& given) {
  require(wires >= 1 && wires <= sim::kMostWires, "{} wires: from 1 to {}", wires, sim::kMostWires);
  const hybrid::AnsatzInfo& info = hybrid::ansatz_named(given.ansatz);
  const std::string ansatz_name = fmt::format("the ansatz {}", info.name);
  std::vector<std::string_view> encoding_reads;
  if (given.encoding) {
    const auto reads = hybrid::encoding_named(*given.encoding).reads;
    encoding_reads.assign(reads.begin(), reads.end());
  }
  std::vector<std::string_view> reads(info.reads.begin(), info.reads.end());
  reads.insert(reads.end(), encoding_reads.begin(), encoding_reads.end());
  const std::string what =
      given.encoding ? fmt::format("{} with the encoding {}", ansatz_name, *given.encoding) : ansatz_name;
  const std::optional<std::string> pairs = given.entanglement;
  option<std::string>("entanglement", pairs, "linear", what, reads);
  const hybrid::AnsatzOptions options{
      .layers = option<std::size_t>("layers", given.layers, 1, ansatz_name, info.reads),
      .entanglement = choice<hybrid::Entanglement>("entanglement", pairs.value_or("linear"))};
  const hybrid::Ansatz ansatz = info.make(wires, options, RandomStream(given.seed, "ansatz"));
  hybrid::EncodingOptions encoding_options;
  encoding_options.scale = option<double>("scale", given.scale, encoding_options.scale, what, encoding_reads);
  encoding_options.threshold =
      option<double>("threshold", given.threshold, encoding_options.threshold, what, encoding_reads);
  encoding_options.repetitions =
      option<std::size_t>("repetitions", given.repetitions, encoding_options.repetitions, what, encoding_reads);
  if (pairs) encoding_options.entanglement = options.entanglement;
  require(given.encoding || !given.features, "features: without an encoding there are none");
  if (!given.encoding) return Circuit(hybrid::compose(wires, hybrid::plain_features(0), ansatz));
  const hybrid::EncodingInfo& encoding_info = hybrid::encoding_named(*given.encoding);
  const hybrid::Encoding encoding =
      encoding_info.make(given.features.value_or(features_of(encoding_info, wires)), encoding_options);
  const auto repeat = encoding_info.features_per_wire == 0 ? trial::EncodingRepeat::once
                                                           : choice<trial::EncodingRepeat>("repeat", given.repeat);
  return Circuit(hybrid::compose(wires, encoding, ansatz, repeat), {}, encoding);
}

trial::TrialSpec trial_of_model(const std::string& name, const model::ImageFormat& images,
                                const std::vector<std::pair<std::string, std::string>>& parameters) {
  trial::TrialSpec spec;
  trial::require_axis("model").set(spec, name);
  for (const auto& [key, value] : parameters) trial::require_axis(key).set(spec, value);
  for (const auto& [key, value] : parameters)
    require(model::reads(spec, trial::require_axis(key), images), "{} = {}: the model {} does not read it", key, value,
            name);
  return model::canonical(spec, images);
}

Circuit circuit_of_model(const std::string& name, std::size_t layer, const model::ImageFormat& images,
                         const std::vector<std::pair<std::string, std::string>>& parameters) {
  const auto circuits = model::circuits(trial_of_model(name, images, parameters), images);
  require(!circuits.empty(), "the model {} has no quantum circuit", name);
  std::vector<std::string> names;
  for (const model::NamedCircuit& circuit : circuits) names.push_back(circuit.name);
  require(layer >= 1 && layer <= circuits.size(), "layer {}: {} has the layers 1 to {} ({})", layer, name,
          circuits.size(), fmt::join(names, ", "));
  return Circuit(circuits[layer - 1].circuit);
}

}  // namespace quanvas::python
