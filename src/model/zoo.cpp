#include "model/zoo.hpp"

#include <algorithm>

#include "model/qcq.hpp"
#include "model/resqunn.hpp"
#include "sim/circuit/noise_model.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

struct ModelRow {
  ModelInfo info;
  trial::TrialSpec (*canonical)(const trial::TrialSpec&, const ImageFormat&);
  double (*cost)(const trial::TrialSpec&, const ImageFormat&);
  std::vector<NamedCircuit> (*circuits)(const trial::TrialSpec&, const ImageFormat&);
  Graph (*graph)(const trial::TrialSpec&, const ImageFormat&);
  std::vector<ScoreReach> (*head_reach)(const trial::TrialSpec&, const ImageFormat&);
  Network<float> (*build_float)(const trial::TrialSpec&, const ImageFormat&);
  Network<double> (*build_double)(const trial::TrialSpec&, const ImageFormat&);
};

// A model that is a chain.
template <Chain (*MakeChain)(const trial::TrialSpec&, const ImageFormat&)>
constexpr ModelRow chain(const ModelInfo& info) {
  using trial::TrialSpec;
  return {
      .info = info,
      .canonical =
          [](const TrialSpec& spec, const ImageFormat& format) {
            MakeChain(spec, format);  // throws where the trial does not fit together
            return spec;
          },
      .cost = [](const TrialSpec& spec, const ImageFormat& format) { return MakeChain(spec, format).cost(); },
      .circuits = [](const TrialSpec& spec, const ImageFormat& format) { return MakeChain(spec, format).circuits(); },
      .graph = [](const TrialSpec& spec, const ImageFormat& format) { return MakeChain(spec, format).graph(); },
      .head_reach = [](const TrialSpec&, const ImageFormat&) { return std::vector<ScoreReach>{}; },
      .build_float = [](const TrialSpec& spec,
                        const ImageFormat& format) { return MakeChain(spec, format).template build<float>(); },
      .build_double = [](const TrialSpec& spec,
                         const ImageFormat& format) { return MakeChain(spec, format).template build<double>(); }};
}

constexpr std::string_view kResQuNN[] = {"layers",     "wiring",       "depths",     "trainable", "head",
                                         "head_wires", "head_padding", "head_depth", "gradient",  "encoding_repeat",
                                         "channel",    "pad",          "init"};
constexpr std::string_view kFilter[] = {"filter", "filter_circuit", "filter_layers", "noise",
                                        "shots",  "noise_in",       "init"};
constexpr std::string_view kQcqCnn[] = {"filter",  "filter_circuit", "filter_layers", "reps",     "observable",
                                        "dropout", "noise",          "shots",         "noise_in", "init"};
constexpr std::string_view kQcnn[] = {"qcnn_input", "noise", "shots", "noise_in", "init"};

constexpr ModelRow kModels[] = {
    {.info = {"resqunn", "quanvolutional layers under a residual wiring, with a classical or quantum head", kResQuNN},
     .canonical = resqunn::canonical,
     .cost = resqunn::cost,
     .circuits = resqunn::circuits,
     .graph = resqunn::graph,
     .head_reach = resqunn::head_reach,
     .build_float = resqunn::build<float>,
     .build_double = resqunn::build<double>},
    chain<qcq::mlp>({"mlp", "a dense layer on the pixels", {}}),
    chain<qcq::quanvo_mlp>({"quanvo_mlp", "quantum filter, dense layer", kFilter}),
    chain<qcq::cnn>({"cnn", "two convolutions with max-pooling, dense layer", {}}),
    chain<qcq::qccnn>({"qccnn", "quantum filter, then the CNN", kFilter}),
    chain<qcq::qcq_cnn>({"qcq_cnn", "quantum filter, small CNN, variational quantum classifier", kQcqCnn}),
    chain<qcq::qcnn>({"qcnn", "quantum convolution and pooling on 8 wires", kQcnn}),
};

// The axes that other models read and this one does not.
std::vector<const trial::Axis*> unread_by(const ModelInfo& info) {
  std::vector<const trial::Axis*> axes;
  for (const ModelRow& row : kModels)
    for (const std::string_view key : row.info.reads) {
      const trial::Axis* const axis = &trial::require_axis(key);
      if (std::ranges::find(info.reads, key) == info.reads.end() && std::ranges::find(axes, axis) == axes.end())
        axes.push_back(axis);
    }
  return axes;
}

// Puts them at their defaults.
trial::TrialSpec without_unread(const trial::TrialSpec& spec, const ModelRow& model) {
  static const trial::TrialSpec kDefaults;
  static const auto kUnread = [] {
    std::vector<std::vector<const trial::Axis*>> all;  // [model]
    for (const ModelRow& row : kModels) all.push_back(unread_by(row.info));
    return all;
  }();
  trial::TrialSpec result = spec;
  for (const trial::Axis* const axis : kUnread[static_cast<std::size_t>(&model - kModels)])
    axis->copy(result, kDefaults);
  return result;
}

// The one text of a noise model, in which channels that do nothing do not stand.
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
    try {
      spec.noise = noise_text(spec.noise);
    } catch (const Error& error) {
      throw trial::BadValue("noise", error.what());
    }
  }
  if (spec.noise == "none" && spec.shots == 0) spec.noise_in = trial::TrialSpec{}.noise_in;
}

const ModelRow& find(std::string_view name) {
  const auto row = std::ranges::find(kModels, name, [](const ModelRow& r) { return r.info.name; });
  if (row != std::end(kModels)) return *row;
  std::vector<std::string_view> names;
  for (const ModelRow& known : kModels) names.push_back(known.info.name);
  throw trial::BadValue("model", fmt::format("there is no model `{}`, only `{}`", name, join(names, "`, `")));
}

}  // namespace

std::vector<ModelInfo> models() {
  std::vector<ModelInfo> infos;
  for (const ModelRow& row : kModels) infos.push_back(row.info);
  return infos;
}

trial::TrialSpec canonical(const trial::TrialSpec& spec, const ImageFormat& format) {
  const ModelRow& model = find(spec.model);
  trial::TrialSpec read = without_unread(spec, model);
  normalise_noise(read);
  return model.canonical(read, format);
}

double cost(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).cost(canonical, format);
}

std::vector<NamedCircuit> circuits(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).circuits(canonical, format);
}

Graph graph(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).graph(canonical, format);
}

std::vector<ScoreReach> head_reach(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).head_reach(canonical, format);
}

template <>
Network<float> build(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).build_float(canonical, format);
}
template <>
Network<double> build(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).build_double(canonical, format);
}

}  // namespace quanvas::model
