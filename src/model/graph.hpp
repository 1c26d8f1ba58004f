// A model as a graph: what it computes from what, with sizes, weights, and where gradients pass; for people to look at
// and for drawing. It is derived from the same layout as the network that is trained, and computes nothing.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace quanvas::model {

enum class NodeKind { image, quantum, sum, classical };
constexpr auto texts_of(NodeKind) { return texts("image", "quantum", "sum", "classical"); }

// trained: its weights receive gradient; unreached: they receive none; frozen: left as they are by choice; none: it has
// no weights.
enum class Trainability { none, trained, frozen, unreached };
constexpr auto texts_of(Trainability) { return texts("none", "trained", "frozen", "unreached"); }

struct Node {
  std::string name;
  std::string what;  // in a few words
  NodeKind kind = NodeKind::classical;
  std::array<std::size_t, 3> shape{};  // of its output: channels, height, width; numbers as {n, 1, 1}
  std::size_t weights = 0;
  Trainability training = Trainability::none;
};

// Whether the gradient of what `to` computes passes back to `from`.
enum class Backward { passes, stops };

struct Edge {
  std::size_t from = 0;  // positions in Graph::nodes
  std::size_t to = 0;
  Backward gradient = Backward::passes;
};

struct Graph {
  std::string title;
  std::vector<Node> nodes;  // from the image to the class scores
  std::vector<Edge> edges;
};

// What affects a class score of a quantum head: `features`, whether it depends on any feature, and [weight] whether it
// does on each angle; measured by derivatives at random features and angles.
struct ScoreReach {
  std::size_t wire = 0;  // that is measured for it
  bool features = false;
  std::vector<bool> angles;
};

// "28x28", "4x14x14", "10".
std::string shape_text(const std::array<std::size_t, 3>& shape);

// For Graphviz: a left-to-right drawing; where no gradient passes, an edge is dashed.
std::string to_dot(const Graph& graph);

}  // namespace quanvas::model
