#include "model/graph.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace quanvas::model {
namespace {

// Fill colours after Okabe and Ito, lightened; what gradients do not train is grey.
std::string_view fill(const Node& node) {
  if (node.training == Trainability::frozen || node.training == Trainability::unreached) return "#dddddd";
  switch (node.kind) {
    case NodeKind::image: return "#ffffff";
    case NodeKind::quantum: return "#b8e0d4";
    case NodeKind::sum: return "#fff3c4";
    case NodeKind::classical: return "#c7dff2";
  }
  no_such_value();
}

std::string_view training_text(Trainability training) {
  switch (training) {
    case Trainability::none:
    case Trainability::trained:
    case Trainability::frozen: return to_name(training);
    case Trainability::unreached: return "no gradient";
  }
  no_such_value();
}

// Of an edge.
std::string_view style(Backward gradient) {
  switch (gradient) {
    case Backward::passes: return "";
    case Backward::stops: return " [style=dashed, color=\"#D55E00\", fontcolor=\"#B34700\", label=\"no gradient\"]";
  }
  no_such_value();
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string label(const Node& node) {
  std::string text = fmt::format("{}\n{}", node.name, node.what);
  if (node.kind != NodeKind::image || node.shape[1] > 1) text += fmt::format("\n{}", shape_text(node.shape));
  if (node.weights > 0) text += fmt::format("\n{} weights, {}", node.weights, training_text(node.training));
  return text;
}

}  // namespace

std::string shape_text(const std::array<std::size_t, 3>& shape) {
  if (shape[1] == 1 && shape[2] == 1) return fmt::format("{}", shape[0]);
  return shape[0] == 1 ? fmt::format("{}x{}", shape[1], shape[2])
                       : fmt::format("{}x{}x{}", shape[0], shape[1], shape[2]);
}

std::string to_dot(const Graph& graph) {
  std::string dot = fmt::format("digraph model {{\n  label={};\n  labelloc=t;\n  rankdir=LR;\n", quoted(graph.title));
  dot += "  graph [fontname=\"Helvetica\", fontsize=14, bgcolor=\"white\", nodesep=0.3, ranksep=0.45];\n";
  dot += "  node [fontname=\"Helvetica\", fontsize=11, style=\"filled,rounded\", shape=box, color=\"#444444\"];\n";
  dot += "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#222222\"];\n";
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    std::string text = quoted(label(graph.nodes[n]));
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "\\n");
    dot += fmt::format("  n{} [label={}, fillcolor=\"{}\"];\n", n, text, fill(graph.nodes[n]));
  }
  for (const Edge& edge : graph.edges)
    dot += fmt::format("  n{} -> n{}{};\n", edge.from, edge.to, style(edge.gradient));
  return dot + "}\n";
}

}  // namespace quanvas::model
