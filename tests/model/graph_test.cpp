#include "model/graph.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hybrid/residual.hpp"
#include "model/zoo.hpp"

namespace quanvas::model {
namespace {

using testing::HasSubstr;
using testing::Not;
using trial::Gradient;
using trial::TrialSpec;

constexpr ImageFormat kFormat{};

Graph graph_of(TrialSpec spec) { return graph(canonical(spec, kFormat), kFormat); }

std::vector<bool> trained_layers(const Graph& graph) {
  std::vector<bool> trained;
  for (const Node& node : graph.nodes)
    if (node.kind == NodeKind::quantum) trained.push_back(node.training == Trainability::trained);
  return trained;
}

// Whether a gradient of the last node gets to this one, following the edges back.
bool gradient_arrives(const Graph& graph, std::size_t node) {
  if (node + 1 == graph.nodes.size()) return true;
  for (const Edge& edge : graph.edges)
    if (edge.from == node && edge.gradient == Backward::passes && gradient_arrives(graph, edge.to)) return true;
  return false;
}

// The drawing, the structural answer and the network that is trained say the same of every wiring.
TEST(Graph, GradientsArriveWhereTheNetworkTrains) {
  for (int layers = 1; layers <= 3; ++layers)
    for (const hybrid::Wiring& wiring : hybrid::enumerate_wirings(static_cast<std::size_t>(layers)))
      for (const Gradient gradient : {Gradient::detached, Gradient::exact}) {
        SCOPED_TRACE(wiring_text(wiring) + " " + std::string(to_name(gradient)));
        const TrialSpec spec =
            canonical({.layers = layers, .wiring = wiring_text(wiring), .gradient = gradient}, kFormat);
        const Graph drawn = graph(spec, kFormat);
        const auto network = build<double>(spec, kFormat);
        std::vector<bool> reached;
        for (const auto& layer : network.tracked) reached.push_back(layer.reached);
        EXPECT_EQ(trained_layers(drawn), reached);
        std::vector<bool> arrives;
        for (std::size_t n = 0; n < drawn.nodes.size(); ++n)
          if (drawn.nodes[n].kind == NodeKind::quantum) arrives.push_back(gradient_arrives(drawn, n));
        EXPECT_EQ(arrives, reached);
      }
}

TEST(Graph, SizesAndWeightsAreThoseOfTheNetwork) {
  for (const char* wiring : {"none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"})
    for (const trial::Head head : {trial::Head::classical, trial::Head::quantum}) {
      SCOPED_TRACE(wiring);
      const TrialSpec spec =
          canonical({.wiring = wiring, .head = head, .channel = trial::ChannelReduction::all}, kFormat);
      const Graph drawn = graph(spec, kFormat);
      auto network = build<float>(spec, kFormat);
      std::size_t trained = 0;
      for (const Node& node : drawn.nodes)
        if (node.training == Trainability::trained) trained += node.weights;
      std::size_t reached = 0;
      for (const auto* parameter : network.trained.parameters()) reached += parameter->value.size();
      for (const auto& layer : network.tracked)
        for (const auto* parameter : network.trained.parameters())
          if (parameter == layer.weights && !layer.reached) reached -= parameter->value.size();
      EXPECT_EQ(trained, reached);
      const auto head_at = drawn.nodes.size() - (head == trial::Head::quantum ? 3 : 2);
      EXPECT_EQ(drawn.nodes[head_at - 1].shape, network.feature_shape);
    }
}

TEST(Graph, FrozenLayersAreMarked) {
  for (const Node& node : graph_of({.wiring = "O1+O2", .trainable = trial::Trainable::frozen}).nodes)
    if (node.kind == NodeKind::quantum) {
      EXPECT_EQ(node.training, Trainability::frozen);
    }
}

TEST(Graph, DotNamesNodesAndBlockedEdges) {
  const std::string dot = to_dot(graph_of({.wiring = "O1+O2"}));
  EXPECT_THAT(dot, HasSubstr("label=\"resqunn: O1+O2\""));
  EXPECT_THAT(dot, HasSubstr("O1\\nquanvolution 2x2, stride 2\\n4 wires, depth 4\\n14x14\\n16 weights, trained"));
  EXPECT_THAT(dot, HasSubstr("n1 -> n2 [style=dashed"));
  EXPECT_THAT(dot, HasSubstr("n1 -> n3;"));
  EXPECT_THAT(to_dot(graph_of({.wiring = "O1+O2", .gradient = Gradient::exact})), Not(HasSubstr("dashed")));
  EXPECT_THAT(to_dot({.title = "a \"b\" \\", .nodes = {}, .edges = {}}), HasSubstr(R"(label="a \"b\" \\";)"));
}

TEST(Graph, ShapesAreWrittenShort) {
  EXPECT_EQ(shape_text({1, 14, 7}), "14x7");
  EXPECT_EQ(shape_text({4, 14, 7}), "4x14x7");
  EXPECT_EQ(shape_text({10, 1, 1}), "10");
}

std::size_t scores_reached(TrialSpec spec) {
  spec.classes = 4;
  spec.head = trial::Head::quantum;
  std::size_t count = 0;
  for (const ScoreReach& score : head_reach(canonical(spec, kFormat), kFormat)) count += score.features;
  return count;
}

// With wire 0 the most significant bit, n features in the first places leave the wires above log2(n) in |0>, and a
// chain of CNOTs from wire 0 on hands nothing back.
TEST(HeadReach, FewFeaturesInTheFirstPlacesDoNotReachTheFirstWires) {
  EXPECT_EQ(scores_reached({.wiring = "none"}), 0u);
  EXPECT_EQ(scores_reached({.wiring = "X+O1"}), 2u);
  EXPECT_EQ(scores_reached({.wiring = "O1+O2"}), 2u);
  EXPECT_EQ(scores_reached({.wiring = "X+O2"}), 4u);
  EXPECT_EQ(scores_reached({.wiring = "(X+O1)+O2"}), 4u);
  EXPECT_EQ(scores_reached({.wiring = "none", .head_wires = trial::HeadWires::last}), 4u);
  EXPECT_EQ(scores_reached({.wiring = "none", .head_padding = trial::HeadPadding::spatial}), 2u);
}

// By the light cone of Z on wire w behind the chain: the angles of wires 0 to w.
TEST(HeadReach, AnglesReachTheWiresBelowThem) {
  TrialSpec spec{.classes = 4, .wiring = "X+O2", .head = trial::Head::quantum};
  for (const trial::HeadWires wires : {trial::HeadWires::first, trial::HeadWires::last}) {
    spec.head_wires = wires;
    for (const ScoreReach& score : head_reach(canonical(spec, kFormat), kFormat)) {
      ASSERT_EQ(score.angles.size(), 10u);
      for (std::size_t w = 0; w < 10; ++w) EXPECT_EQ(score.angles[w], w <= score.wire) << score.wire << ' ' << w;
    }
  }
  EXPECT_TRUE(head_reach(canonical(TrialSpec{}, kFormat), kFormat).empty());
}

}  // namespace
}  // namespace quanvas::model
