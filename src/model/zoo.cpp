#include "model/zoo.hpp"

#include <algorithm>
#include <cassert>
#include <set>

#include "base/table.hpp"
#include "hybrid/ansatz.hpp"
#include "hybrid/encoding.hpp"
#include "hybrid/residual.hpp"
#include "model/description.hpp"
#include "model/qcq.hpp"
#include "model/resqunn.hpp"
#include "model/training_axes.hpp"
#include "sim/circuit/noise_model.hpp"
#include "trial/key.hpp"
#include "trial/network.hpp"

namespace quanvas::model {
namespace {

struct ModelRow {
  std::string_view name;
  std::string_view meaning;
  Chain (*chain)(const trial::TrialSpec&, const ImageFormat&);
  // Where the chain's own axes have a canonical form among themselves.
  trial::TrialSpec (*canonical)(const trial::TrialSpec&, const ImageFormat&) = nullptr;
  std::vector<ScoreReach> (*head_reach)(const trial::TrialSpec&, const ImageFormat&) = nullptr;
};

constexpr ModelRow kModels[] = {
    {"resqunn", "quanvolutional layers under a residual wiring, with a classical or quantum head", resqunn::chain,
     resqunn::canonical, resqunn::head_reach},
    {"mlp", "a dense layer on the pixels", qcq::mlp},
    {"quanvo_mlp", "quantum filter, dense layer", qcq::quanvo_mlp},
    {"cnn", "two convolutions with max-pooling, dense layer", qcq::cnn},
    {"qccnn", "quantum filter, then the CNN", qcq::qccnn},
    {"qcq_cnn", "quantum filter, small CNN, variational quantum classifier", qcq::qcq_cnn},
    {"qcnn", "quantum convolution and pooling on 8 wires", qcq::qcnn},
};

// With the axes that each chain says it reads, in the order of kAxes.
const std::vector<ModelInfo>& infos() {
  static const auto kInfos = [] {
    std::vector<ModelInfo> all;
    for (const ModelRow& row : kModels) {
      trial::TrialSpec spec;
      spec.model = row.name;
      const ImageFormat format;
      const Chain chain = row.chain(row.canonical ? row.canonical(spec, format) : spec, format);
      ModelInfo info{.name = row.name, .meaning = row.meaning, .reads = {}};
      for (const trial::Axis& axis : trial::kAxes)
        if (std::ranges::find(chain.axes_read(), axis.key) != chain.axes_read().end()) info.reads.push_back(axis.key);
      assert(info.reads.size() == chain.axes_read().size());
      all.push_back(std::move(info));
    }
    return all;
  }();
  return kInfos;
}

// Axes that some model reads and others do not.
const std::vector<const trial::Axis*>& axes_of_some() {
  static const auto kAxes = [] {
    std::set<std::string_view> keys{"network", "network_parameters"};
    for (const ModelInfo& info : infos()) keys.insert(info.reads.begin(), info.reads.end());
    std::vector<const trial::Axis*> axes;
    for (const std::string_view key : keys) axes.push_back(&trial::require_axis(key));
    return axes;
  }();
  return kAxes;
}

// Puts the axes that other models read and this one does not at their defaults.
trial::TrialSpec without_unread(const trial::TrialSpec& spec, const std::vector<std::string_view>& reads) {
  static const trial::TrialSpec kDefaults;
  trial::TrialSpec result = spec;
  for (const trial::Axis* const axis : axes_of_some())
    if (std::ranges::find(reads, axis->key) == reads.end()) axis->copy(result, kDefaults);
  return result;
}

// The one text of a noise model, without channels that do nothing.
std::string noise_text(std::string_view text) {
  const auto idle = [](const sim::NoiseChannel& channel) {
    return std::ranges::all_of(channel.parameters, [](double p) { return p == 0; });
  };
  sim::NoiseModel noise = sim::parse_noise(text);
  for (auto* const channels : {&noise.one_wire, &noise.one_wire_gates, &noise.two_wires})
    std::erase_if(*channels, idle);
  if (noise.readout && idle(*noise.readout)) noise.readout.reset();
  return noise.empty() ? "none" : sim::to_text(noise);
}

void normalise_noise(trial::TrialSpec& spec) {
  if (spec.noise != "none") {
    spec.noise = trial::as_value_of("noise", [&] { return noise_text(spec.noise); });
  }
  if (spec.noise == "none" && spec.shots == 0) spec.noise_in = trial::TrialSpec{}.noise_in;
}

// Throws BadValue for a value that no table or notation has, of an axis that this model does not read as well.
void check_values(const trial::TrialSpec& spec) {
  static const trial::TrialSpec kDefaults;
  const auto check = [](std::string_view axis, const std::string& value, const std::string& usual, auto&& parse) {
    if (value != usual) trial::as_value_of(axis, [&] { (void)parse(value); });
  };
  static const auto kMostLayers = static_cast<std::size_t>(trial::require_axis("layers").rule.high);
  check("wiring", spec.wiring, kDefaults.wiring,
        [](std::string_view text) { return hybrid::parse_wiring(text, kMostLayers); });
  check("noise", spec.noise, kDefaults.noise, sim::parse_noise);
  check("filter_circuit", spec.filter_circuit, kDefaults.filter_circuit, hybrid::ansatz_named);
  check("feature_map", spec.feature_map, kDefaults.feature_map, hybrid::encoding_named);
}

// Of every network that users describe.
constexpr ModelRow kDescribed{"", "a network that is described", described::chain, described::canonical};

bool is_described(const trial::TrialSpec& spec) { return spec.network != trial::TrialSpec{}.network; }

const ModelRow& find(const trial::TrialSpec& spec) {
  return trial::as_value_of("model", [&]() -> const ModelRow& {
    if (!is_described(spec)) return row_named(kModels, "model", spec.model);
    require(std::ranges::find(kModels, spec.model, &ModelRow::name) == std::end(kModels),
            "a network cannot be called {}, as a model of the program is; give it another name", spec.model);
    return kDescribed;
  });
}

// What a model reads of the axes that not every one does.
std::vector<std::string_view> axes_read(const ModelRow& model, const trial::TrialSpec& spec,
                                        const ImageFormat& format) {
  if (!is_described(spec)) return infos()[static_cast<std::size_t>(&model - kModels)].reads;
  std::vector<std::string_view> reads = model.chain(spec, format).axes_read();
  reads.insert(reads.end(), {"network", "network_parameters"});
  return reads;
}

}  // namespace

std::vector<ModelInfo> models() { return infos(); }

bool reads(const trial::TrialSpec& spec, const trial::Axis& axis, const ImageFormat& format) {
  const ModelRow& model = find(spec);
  if (!trial::find_axis(axis.key))
    return is_described(spec) && trial::NetworkAxes(trial::network_of(spec)).find(axis.key);
  if (std::ranges::find(axes_of_some(), axis.key, &trial::Axis::key) == axes_of_some().end()) return true;
  const std::vector<std::string_view> keys = axes_read(model, spec, format);
  return std::ranges::find(keys, axis.key) != keys.end();
}

std::vector<std::string_view> readers(std::string_view axis) {
  std::vector<std::string_view> names;
  for (const ModelInfo& info : infos())
    if (std::ranges::find(info.reads, axis) != info.reads.end()) names.push_back(info.name);
  return names;
}

trial::TrialSpec canonical(const trial::TrialSpec& spec, const ImageFormat& format) {
  const ModelRow& model = find(spec);
  trial::TrialSpec read = without_unread(spec, axes_read(model, spec, format));
  if (read != spec) check_values(spec);
  normalise_noise(read);
  normalise_training(read);
  if (model.canonical) read = model.canonical(read, format);
  else model.chain(read, format);  // throws where the trial does not fit together
  if (read.quantum_learning_rate > 0) normalise_rates(model.chain(read, format).graph(), read);
  return read;
}

double cost(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical).chain(canonical, format).cost();
}

std::vector<NamedCircuit> circuits(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical).chain(canonical, format).circuits();
}

Graph graph(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical).chain(canonical, format).graph();
}

std::vector<ScoreReach> head_reach(const trial::TrialSpec& canonical, const ImageFormat& format) {
  const ModelRow& model = find(canonical);
  return model.head_reach ? model.head_reach(canonical, format) : std::vector<ScoreReach>{};
}

template <class Real>
Network<Real> build(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical).chain(canonical, format).template build<Real>();
}

template Network<float> build(const trial::TrialSpec&, const ImageFormat&);
template Network<double> build(const trial::TrialSpec&, const ImageFormat&);

}  // namespace quanvas::model
