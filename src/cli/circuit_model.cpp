#include "cli/circuit_model.hpp"

#include <algorithm>
#include <ostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/network_option.hpp"
#include "cli/trial_options.hpp"
#include "sweep/folder.hpp"
#include "sweep/vocabulary.hpp"
#include "train/run_trial.hpp"
#include "trial/comparison.hpp"

namespace quanvas::cli {
namespace {

// The trial's parameters that shape its circuits.
constexpr std::string_view kShaping[] = {"model",           "layers",       "wiring",     "depths",
                                         "encoding_repeat", "channel",      "classes",    "head",
                                         "head_wires",      "head_padding", "head_depth", "filter_circuit",
                                         "filter_layers",   "feature_map",  "reps",       "qcnn_input"};

std::optional<trial::Record> record_of(const po::variables_map& values) {
  if (!values.count("weights")) return std::nullopt;
  const auto& words = values["weights"].as<std::vector<std::string>>();
  if (words.size() != 2) return std::nullopt;
  for (const std::string_view key : kShaping)
    require(!values.count(std::string(key)), "--{}: with --weights DIR KEY the trial says what the model is", key);
  return sweep::find_trial({words[0]}, words[1]);
}

trial::TrialSpec spec_from(const po::variables_map& values) {
  trial::TrialSpec given = trial_from(values, kShaping);
  NetworkOption(values).set(values, given);
  with_context("--seed", [&] { trial::require_axis("seed").set(given, values["seed"].as<std::string>()); });
  const trial::TrialSpec canonical = model::canonical(given, {});
  require_read(given, sweep::vocabulary());
  return canonical;
}

std::vector<double> weights_named(const std::vector<train::NamedWeights>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &train::NamedWeights::name);
  require(found != all.end(), "the layer {} has no weights", name);
  return found->values;
}

}  // namespace

void add_model_options(Arguments& arguments, const Invocation& invocation) {
  arguments.add("model", po::value<std::string>()->value_name("NAME"),
                "a layer of this model, or of the network that FILE.toml describes, instead of a program");
  arguments.add("layer", po::value<int>()->default_value(1)->value_name("N"),
                "which of the model's quantum layers, from 1");
  for (const std::string_view key : std::span(kShaping).subspan(1))
    add_trial_option(arguments, trial::require_axis(key));
  NetworkOption(invocation).add_to(arguments);
}

ModelLayer model_layer(const po::variables_map& values) {
  ModelLayer result{.spec = {}, .layer = {.name = {}, .circuit = sim::Circuit(1, 0, 0), .measured = {}}, .record = {}};
  result.record = record_of(values);
  result.spec = result.record ? result.record->spec : spec_from(values);
  auto circuits = model::circuits(result.spec, sweep::image_format(result.spec));
  const int layer = values["layer"].as<int>();
  require(!circuits.empty(), "--model {}: this model has no quantum circuit", result.spec.model);
  std::vector<std::string> names;
  for (const auto& named : circuits) names.push_back(named.name);
  require(layer >= 1 && layer <= static_cast<int>(circuits.size()), "--layer {}: {} has the layers 1 to {} ({})", layer,
          result.spec.model, circuits.size(), join(names, ", "));
  result.layer = std::move(circuits[static_cast<std::size_t>(layer - 1)]);
  return result;
}

std::vector<double> initial_weights(const ModelLayer& layer, std::uint64_t seed) {
  trial::TrialSpec spec = layer.spec;
  spec.seed = static_cast<decltype(spec.seed)>(seed);
  return weights_named(train::initial_weights(spec, sweep::image_format(spec)), layer.layer.name);
}

std::vector<double> trained_weights(const ModelLayer& layer, std::ostream& err) {
  const trial::Record& record = layer.record.value();
  const trial::TrainingRecord* const before = trial::training_of(record.outcome);
  require(before && std::holds_alternative<trial::Completed>(record.outcome),
          "trial {} is {}: it has no trained weights", record.key.text, to_name(trial::status_of(record.outcome)));
  err << fmt::format("a sweep keeps no weights: training trial {} again, which took {}\n", record.key.text,
                     duration(record.execution.seconds))
      << std::flush;
  std::vector<train::NamedWeights> last;
  const trial::Outcome again =
      train::TrialRunner().run(layer.spec, {.observer = [&](const train::Moment& moment) { last = moment.weights(); }});
  const trial::TrainingRecord* const after = trial::training_of(again);
  const std::string difference = after ? trial::first_difference(*before, *after) : "how it ended";
  if (!difference.empty())
    err << fmt::format("it differs from the one on disk, first in {}: these are the weights of this training\n",
                       difference);
  return weights_named(last, layer.layer.name);
}

}  // namespace quanvas::cli
