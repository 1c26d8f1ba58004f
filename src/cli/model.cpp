// quanvas model: a model as a graph.
#include <algorithm>
#include <ostream>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cli/network_option.hpp"
#include "cli/trial_options.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::cli {
namespace {

Json to_json(const model::Graph& graph, const std::vector<model::ScoreReach>& scores) {
  Json json{{"title", graph.title}, {"nodes", Json::array()}, {"edges", Json::array()}};
  for (const model::Node& node : graph.nodes)
    json["nodes"].push_back({{"name", node.name},
                             {"what", node.what},
                             {"kind", to_name(node.kind)},
                             {"shape", node.shape},
                             {"weights", node.weights},
                             {"training", to_name(node.training)}});
  for (const model::Edge& edge : graph.edges)
    json["edges"].push_back(
        {{"from", edge.from}, {"to", edge.to}, {"gradient_passes", edge.gradient == model::Backward::passes}});
  if (!scores.empty()) json["scores"] = Json::array();
  for (const model::ScoreReach& score : scores)
    json["scores"].push_back(
        {{"wire", score.wire}, {"features_reach", score.features}, {"angles_reach", score.angles}});
  return json;
}

std::string_view mark_of(model::Backward gradient) {
  switch (gradient) {
    case model::Backward::passes: return "";
    case model::Backward::stops: return " (no gradient)";
  }
  no_such_value();
}

// The names of a node's inputs; an edge that no gradient passes is marked.
std::string inputs_of(const model::Graph& graph, std::size_t node) {
  std::string text;
  for (const model::Edge& edge : graph.edges)
    if (edge.to == node)
      text += fmt::format("{}{}{}", text.empty() ? "" : ", ", graph.nodes[edge.from].name, mark_of(edge.gradient));
  return text;
}

void print_text(const model::Graph& graph, const std::vector<model::ScoreReach>& scores, std::ostream& out) {
  out << fmt::format("{}\n\n{:<14} {:<12} {:>8}  {:<10} {:<24} {}\n", graph.title, "node", "output", "weights",
                     "training", "inputs", "what it is");
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const model::Node& node = graph.nodes[n];
    std::string what = node.what;
    std::ranges::replace(what, '\n', ' ');
    out << fmt::format("{:<14} {:<12} {:>8}  {:<10} {:<24} {}\n", node.name, model::shape_text(node.shape),
                       node.weights, node.weights > 0 ? to_name(node.training) : "", inputs_of(graph, n), what);
  }
  if (scores.empty()) return;
  out << "\nclass score  wire  features reach it  angles that reach it\n";
  for (std::size_t s = 0; s < scores.size(); ++s)
    out << fmt::format("{:<12} {:<5} {:<17} {} of {}\n", s, scores[s].wire, scores[s].features ? "yes" : "no",
                       std::ranges::count(scores[s].angles, true), scores[s].angles.size());
}

}  // namespace

int run_model(const Invocation& invocation) {
  Arguments arguments("model", "[--wiring WIRING] [--PARAMETER VALUE ...] [--format text|dot|json]",
                      "Describes the model of a trial: what each part computes from what, sizes, weights, which "
                      "weights are trained and where\n"
                      "gradients pass; and, for a quantum head, which class scores the features reach at all. Takes "
                      "the parameters of a\n"
                      "trial. Examples:\n"
                      "  quanvas model --wiring \"(X+O1)+O2\"\n"
                      "  quanvas model --wiring none --head quantum --classes 4\n"
                      "  quanvas model --wiring O1+O2 --format dot | dot -Tsvg > model.svg");
  const NetworkOption network(invocation);
  network.add_to(arguments);
  arguments.add("format", po::value<std::string>()->default_value("text")->value_name("text|dot|json"),
                "dot is for Graphviz");
  add_trial_options(arguments, asked_model(invocation.arguments));
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const std::string format = (*values)["format"].as<std::string>();
  require(format == "text" || format == "dot" || format == "json", "--format {}: text, dot or json", format);
  const trial::TrialSpec spec = canonical_trial(trial_from(*values, network), sweep::vocabulary(), invocation.err);
  const model::ImageFormat image = sweep::image_format(spec);
  const model::Graph graph = model::graph(spec, image);
  if (format == "dot") {
    invocation.out << to_dot(graph);
    return kSuccess;
  }
  const std::vector<model::ScoreReach> scores = model::head_reach(spec, image);
  if (format == "json") invocation.out << json_text(to_json(graph, scores), 2) << '\n';
  else print_text(graph, scores, invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
