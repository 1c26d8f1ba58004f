// Models that are a chain of layers: described link by link, from the image to the class scores. The network, its
// graph, its circuits and its cost all follow from the description.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hybrid/quantum_node.hpp"
#include "model/graph.hpp"
#include "model/network.hpp"
#include "model/zoo.hpp"
#include "nn/layer.hpp"

namespace quanvas::model {

// Makes a layer in either precision.
class LayerMaker {
 public:
  // `make` is a lambda with a template parameter Real and no argument, which returns a unique_ptr to a layer.
  template <class Make>
  explicit LayerMaker(Make make)
      : float_([make] { return make.template operator()<float>(); }),
        double_([make] { return make.template operator()<double>(); }) {}

  template <class Real>
  std::unique_ptr<nn::Layer<Real>> make() const {
    if constexpr (sizeof(Real) == sizeof(float)) return float_();
    else return double_();
  }

 private:
  std::function<std::unique_ptr<nn::Layer<float>>()> float_;
  std::function<std::unique_ptr<nn::Layer<double>>()> double_;
};

// Whether a layer computes the same in every epoch as long as nothing trains it.
enum class Repeats { always, never };

struct Link {
  Node node;
  Repeats repeats = Repeats::always;
  double flops = 0;  // of a forward pass, per image; of a quantum layer with all that it is simulated with
  std::optional<NamedCircuit> circuit;
  LayerMaker maker;
};

// Each function appends what it is named after, with weights drawn from the trial's seed, and returns the chain. Throws
// trial::BadValue where an image is too small or values of the trial do not fit together.
class Chain {
 public:
  // `spec` is canonical.
  Chain(const trial::TrialSpec& spec, const ImageFormat& format);

  // The quantum filter: patches of 2x2 with stride 2 on 4 wires, RY(pi x), the trial's circuit, <Z> of each wire as a
  // channel.
  Chain& quantum_filter();

  // 3x3, stride 1, no padding; then ReLU.
  Chain& convolution(std::size_t channels);

  Chain& max_pool();  // 2x2
  Chain& dropout();
  Chain& dense(std::size_t outputs);

  // Two features into a ZZ feature map of two repetitions; RealAmplitudes; one expectation value.
  Chain& quantum_classifier();

  // Convolution and pooling on 8 wires, of which the last one's Z is measured.
  Chain& quantum_convolutional_network();

  // A dense layer to the classes, and the softmax that the trial may want before the loss.
  Chain& class_scores();

  Graph graph() const;
  std::vector<NamedCircuit> circuits() const;
  double cost() const;

  // Leading links that nothing trains are the network's fixed part.
  template <class Real>
  Network<Real> build() const;

 private:
  using MapShape = std::array<std::size_t, 3>;

  std::size_t size() const { return shape_[0] * shape_[1] * shape_[2]; }
  RandomStream weights_stream(const std::string& name) const;
  hybrid::Device device() const;
  double circuit_flops(const sim::Circuit& circuit) const;
  std::size_t fixed_links() const;
  std::string numbered(std::string_view kind) const;
  void append(Node node, double flops, LayerMaker maker, std::optional<NamedCircuit> circuit = {});
  void append_circuit(std::string name, std::string what, const sim::Circuit& circuit,
                      const std::vector<Wire>& measured);
  void area_average(std::size_t height, std::size_t width);

  trial::TrialSpec spec_;
  ImageFormat format_;
  MapShape shape_;     // of the last link's output
  MapShape features_;  // of the last map, before the first link that takes it as numbers
  std::vector<Link> links_;
};

}  // namespace quanvas::model
