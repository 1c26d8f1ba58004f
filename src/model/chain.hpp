// Models as a chain of layers: described link by link, from the image to the class scores. The network, its graph, its
// circuits, its cost and the axes it reads all follow from the description.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hybrid/quantum_node.hpp"
#include "model/graph.hpp"
#include "model/network.hpp"
#include "model/zoo.hpp"
#include "nn/activation.hpp"
#include "nn/layer.hpp"

namespace quanvas::model {

// Channels, height, width.
using MapShape = std::array<std::size_t, 3>;

inline std::size_t size_of(const MapShape& shape) { return shape[0] * shape[1] * shape[2]; }

// A layer, and those weights of it whose gradients are recorded.
template <class Real>
struct MadeLayer {
  std::unique_ptr<nn::Layer<Real>> layer;
  std::vector<TrackedLayer<Real>> tracked;

  template <class Kind>
  MadeLayer(std::unique_ptr<Kind> made, std::vector<TrackedLayer<Real>> weights = {})  // NOLINT: also implicitly
      : layer(std::move(made)), tracked(std::move(weights)) {}
};

// Makes a layer in either precision.
class LayerMaker {
 public:
  // `make` is a lambda with a template parameter Real and no argument, which returns a MadeLayer or a unique_ptr to a
  // layer.
  template <class Make>
  explicit LayerMaker(Make make)
      : float_([make] { return make.template operator()<float>(); }),
        double_([make] { return make.template operator()<double>(); }) {}

  template <class Real>
  MadeLayer<Real> make() const {
    if constexpr (sizeof(Real) == sizeof(float)) return float_();
    else return double_();
  }

 private:
  std::function<MadeLayer<float>()> float_;
  std::function<MadeLayer<double>()> double_;
};

// Whether what a link computes from an image changes from epoch to epoch: it is trained, or random.
enum class Changes { never, by_epoch };

// A layer of the network, as it is trained.
struct Link {
  Changes changes = Changes::never;
  double flops = 0;  // of a forward pass, per image; of a quantum layer with all that it is simulated with
  LayerMaker maker;
  std::vector<NamedCircuit> circuits = {};
  Trainability training = Trainability::trained;  // of the weights; append() takes its node's
};

// A convolution and its sums alone, without an activation.
struct Convolution {
  std::size_t filters = 1;
  std::size_t kernel = 3;
  std::size_t stride = 1;
  std::size_t padding = 0;  // zeros on each side
  Trainability training = Trainability::trained;
};

enum class PoolOf { max, average };
constexpr auto texts_of(PoolOf) { return texts("max", "average"); }

struct Pooling {
  PoolOf of = PoolOf::max;
  std::size_t kernel = 2;
  std::size_t stride = 2;
};

// What a dense layer is called: in the graph, and by the random stream of its initial weights.
struct DenseNames {
  std::string node;
  std::string what;
  std::string stream;
};

// The layer of a link, whose weights are left out of what is trained where it is not; what is tracked of it is
// appended.
template <class Real>
std::unique_ptr<nn::Layer<Real>> made_layer(const Link& link, std::vector<TrackedLayer<Real>>& tracked);

// Each function appends what it is named after, with weights drawn from the trial's seed, and returns the chain. Throws
// trial::BadValue where an image is too small or values of the trial do not fit together.
class Chain {
 public:
  // `spec` is canonical.
  Chain(const trial::TrialSpec& spec, const ImageFormat& format, std::string title);

  // The quantum filter: patches of 2x2 with stride 2 on 4 wires, RY(pi x), the trial's ansatz, <Z> of each wire as a
  // channel.
  Chain& quantum_filter();

  // 3x3, stride 1, no padding; then ReLU.
  Chain& convolution(std::size_t channels);
  Chain& convolve(const Convolution& convolution);

  Chain& max_pool();  // 2x2
  Chain& pool(const Pooling& pooling);
  Chain& activation(nn::Activation function);
  Chain& dropout();  // as the trial says
  Chain& drop_out(double probability, trial::DropoutOf of);
  Chain& batch_normalisation(Trainability training);
  Chain& resize(std::size_t height, std::size_t width);  // area means
  Chain& flatten();
  Chain& dense(std::size_t outputs);
  Chain& dense(std::size_t outputs, const DenseNames& names, Trainability training = Trainability::trained);

  // Two features in the trial's encoding; RealAmplitudes; one expectation value.
  Chain& quantum_classifier();

  // Convolution and pooling on 8 wires, of which the last one's Z is measured.
  Chain& quantum_convolutional_network();

  // A dense layer to the classes, and the softmax that the trial may want before the loss.
  Chain& class_scores();
  Chain& softmax_if_wanted();

  Graph graph() const { return graph_; }
  std::vector<NamedCircuit> circuits() const;
  const std::vector<std::string_view>& axes_read() const { return reads_; }

  // Floating-point operations of the trial.
  double cost() const;

  // Leading links that never change are the network's fixed part.
  template <class Real>
  Network<Real> build() const;

  // For links of other files. The graph gets nodes and edges, the network links; both in the order of the computation.
  const trial::TrialSpec& spec() const { return spec_; }
  const ImageFormat& format() const { return format_; }
  const MapShape& shape() const { return shape_; }  // of the last node's output

  // States that a link reads these axes, which not every model does.
  void reads(std::initializer_list<std::string_view> axes);

  // Appends a node behind the node `from`; returns its index.
  std::size_t add_node(Node node, std::size_t from, Backward gradient = Backward::passes);
  void add_edge(const Edge& edge) { graph_.edges.push_back(edge); }
  void add_link(Link link) { links_.push_back(std::move(link)); }

  // A node behind the last one and the link that computes it.
  void append(Node node, Link link, Backward gradient = Backward::passes);

  // Whether anything of what there is so far is trained.
  bool trains() const;

  // For a block of layers: the last node, how many links there are and whether none of them changes, and the links from
  // `first` on, which are taken out.
  std::size_t last_node() const { return graph_.nodes.size() - 1; }
  std::size_t links() const { return links_.size(); }
  bool never_changes() const { return fixed_links() == links_.size(); }
  std::vector<Link> take_links(std::size_t first);

  // No gradient passes into this node.
  void stop_gradient(std::size_t node);

  // What comes next takes the last output as the features that are classified.
  void end_of_maps() { features_ = shape_; }

  double circuit_flops(const sim::Circuit& circuit) const { return circuit_flops(circuit, device()); }
  static double circuit_flops(const sim::Circuit& circuit, const hybrid::Device& device);
  hybrid::Device device() const;
  RandomStream weights_stream(const std::string& name) const;

  // KIND1, KIND2, ...: a name for the next node of that kind.
  std::string numbered(std::string_view kind) const;

 private:
  std::size_t fixed_links() const;
  // The product of Z on these wires.
  void measure_circuit(std::string name, std::string what, const sim::Circuit& circuit,
                       const std::vector<Wire>& measured);

  trial::TrialSpec spec_;
  ImageFormat format_;
  MapShape shape_;
  MapShape features_;
  Graph graph_;
  std::vector<Link> links_;
  std::vector<std::string_view> reads_;
};

// Wires first, first + 1, ...
std::vector<Wire> consecutive_wires(std::size_t first, std::size_t count);

}  // namespace quanvas::model
