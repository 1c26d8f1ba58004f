#include "model/zoo.hpp"

#include <algorithm>

#include "model/resqunn.hpp"
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

constexpr ModelRow kModels[] = {
    {.info = {"resqunn", "quanvolutional layers under a residual wiring, with a classical or quantum head"},
     .canonical = resqunn::canonical,
     .cost = resqunn::cost,
     .circuits = resqunn::circuits,
     .graph = resqunn::graph,
     .head_reach = resqunn::head_reach,
     .build_float = resqunn::build<float>,
     .build_double = resqunn::build<double>},
};

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
  return find(spec.model).canonical(spec, format);
}

double cost(const trial::TrialSpec& canonical, const ImageFormat& format) { return find(canonical.model).cost(canonical, format); }

std::vector<NamedCircuit> circuits(const trial::TrialSpec& canonical, const ImageFormat& format) {
  return find(canonical.model).circuits(canonical, format);
}

Graph graph(const trial::TrialSpec& canonical, const ImageFormat& format) { return find(canonical.model).graph(canonical, format); }

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
