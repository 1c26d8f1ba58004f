#include "bench/workloads.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "data/catalog.hpp"
#include "hybrid/encoding.hpp"
#include "hybrid/quanv2d.hpp"
#include "nn/conv2d.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/sampled_simulator.hpp"
#include "sim/simulator.hpp"

namespace quanvas::bench {
namespace {

using sim::Method;

constexpr std::size_t kImages = 16;
constexpr std::size_t kPatches = 196;  // of 2x2 in an image of 28x28
constexpr std::size_t kCircuits = kImages * kPatches;

struct Gradients {
  bool weights = false;
  bool inputs = false;
};

// A batch of circuits with random numbers: forward, and backward where gradients are wanted.
template <class Real>
class Batch final : public Job {
 public:
  Batch(std::size_t count, const sim::Circuit& circuit, const std::vector<sim::Observable>& observables,
        Gradients gradients, Method method = Method::automatic)
      : count_(count), gradients_(gradients), simulator_(circuit, observables, method) {
    const std::size_t stride = simulator_.stride(count);
    inputs_.resize(circuit.inputs() * stride);
    weights_.resize(circuit.weights());
    expectations_.resize(observables.size() * stride);
    upstream_.resize(observables.size() * stride);
    weight_gradient_.resize(gradients.weights ? circuit.weights() : 0);
    input_gradient_.resize(gradients.inputs ? circuit.inputs() * stride : 0);
    RandomStream stream(1, "bench");
    for (auto* values : {&inputs_, &weights_, &upstream_})
      for (Real& value : *values) value = static_cast<Real>(stream.uniform());
    for (std::size_t o = 0; o < upstream_.size(); o += stride)
      std::fill(upstream_.begin() + static_cast<std::ptrdiff_t>(o + count),
                upstream_.begin() + static_cast<std::ptrdiff_t>(o + stride), Real(0));
    if (circuit.preparation() == sim::Preparation::amplitudes) normalise(stride);
  }

  void step() override {
    simulator_.forward(count_, inputs_, weights_, expectations_);
    if (gradients_.weights || gradients_.inputs) simulator_.backward(upstream_, weight_gradient_, input_gradient_);
  }

  double flops() const override {
    const double backward = gradients_.weights || gradients_.inputs ? simulator_.backward_flops(gradients_.inputs) : 0;
    return static_cast<double>(count_) * (simulator_.forward_flops() + backward);
  }

 private:
  void normalise(std::size_t stride) {
    for (std::size_t b = 0; b < stride; ++b) {
      double square = 0;
      for (std::size_t s = b; s < inputs_.size(); s += stride)
        square += static_cast<double>(inputs_[s]) * static_cast<double>(inputs_[s]);
      for (std::size_t s = b; s < inputs_.size(); s += stride) inputs_[s] /= static_cast<Real>(std::sqrt(square));
    }
  }

  std::size_t count_;
  Gradients gradients_;
  sim::Simulator<Real> simulator_;
  nn::AlignedVector<Real> inputs_;
  nn::AlignedVector<Real> weights_;
  nn::AlignedVector<Real> expectations_;
  nn::AlignedVector<Real> upstream_;
  nn::AlignedVector<Real> weight_gradient_;
  nn::AlignedVector<Real> input_gradient_;
};

template <class Real, std::size_t Kernel, std::size_t Repetitions, bool Inputs, std::size_t Circuits = kCircuits,
          Method How = Method::automatic>
std::unique_ptr<Job> quanvolution() {
  constexpr std::size_t kWires = Kernel * Kernel;
  return std::make_unique<Batch<Real>>(Circuits,
                                       hybrid::quanvolution_circuit(kWires, Repetitions, trial::EncodingRepeat::every),
                                       hybrid::head_observables(kWires, kWires, trial::HeadWires::first),
                                       Gradients{.weights = true, .inputs = Inputs}, How);
}

// The training step of a whole first layer on images of a data set: its patches are found, identical ones shared.
template <class Real>
class Layer final : public Job {
 public:
  Layer()
      : layer_({.channel = trial::ChannelReduction::all},
               hybrid::quanvolution_circuit(4, 4, trial::EncodingRepeat::every)) {
    const data::Dataset images = data::load("mnist", data::Part::train);
    const nn::Shape shape{kImages, 1, images.height, images.width};
    hybrid::Patches<Real> patches({}, hybrid::plain_features(4));
    for (std::size_t first = 0; first < kBatches * kImages; first += kImages) {
      auto& batch = batches_.emplace_back(shape);
      for (std::size_t b = 0; b < kImages; ++b) {
        const auto pixels = images.image(first + b);
        std::ranges::transform(pixels, batch.item(b).begin(),
                               [](std::uint8_t pixel) { return static_cast<Real>(pixel) / Real(255); });
      }
      patches.cut(batch);
      distinct_ += static_cast<double>(patches.circuits()) / kBatches;
    }
    hybrid::initialise_angles<Real>(trial::Init::uniform_2pi, RandomStream(1, "bench"), layer_.weights().value);
    upstream_.resize(layer_.output_shape(shape));
    RandomStream stream(2, "bench");
    for (std::size_t i = 0; i < upstream_.shape().size(); ++i)
      upstream_.data()[i] = static_cast<Real>(stream.uniform());
  }

  void step() override {
    const auto& batch = batches_[next_++ % kBatches];
    layer_.forward(batch);
    layer_.backward(batch, upstream_, nn::InputGradient::unwanted);
  }

  double flops() const override {
    const sim::Simulator<Real> simulator(hybrid::quanvolution_circuit(4, 4, trial::EncodingRepeat::every),
                                         hybrid::head_observables(4, 4, trial::HeadWires::first));
    return distinct_ * (simulator.forward_flops() + simulator.backward_flops(false));
  }

 private:
  static constexpr std::size_t kBatches = 20;

  hybrid::Quanv2d<Real> layer_;
  std::vector<nn::Tensor<Real>> batches_;
  nn::Tensor<Real> upstream_;
  double distinct_ = 0;
  std::size_t next_ = 0;
};

template <class Real>
std::unique_ptr<Job> first_layer() {
  return std::make_unique<Layer<Real>>();
}

template <class Real>
std::unique_ptr<Job> quantum_head() {
  return std::make_unique<Batch<Real>>(kImages, hybrid::head_circuit(10, 1),
                                       hybrid::head_observables(10, 4, trial::HeadWires::first),
                                       Gradients{.weights = true, .inputs = true});
}

sim::Circuit classifier_circuit() {
  return hybrid::compose(2, hybrid::zz_feature_map(2, 2), hybrid::real_amplitudes(2, 1));
}

template <class Real>
std::unique_ptr<Job> noisy_classifier() {
  return std::make_unique<Batch<Real>>(
      1000, sim::with_noise(classifier_circuit(), sim::parse_noise("depolarizing1(0.005), depolarizing2(0.01)")),
      std::vector{sim::z({Wire(0), Wire(1)})}, Gradients{});
}

// A training step of QCQ-CNN's classifier for one image.
template <class Real>
std::unique_ptr<Job> classifier() {
  return std::make_unique<Batch<Real>>(1, classifier_circuit(), std::vector{sim::z({Wire(0), Wire(1)})},
                                       Gradients{.weights = true, .inputs = true});
}

// The same from samples: the circuit, and each of its ten angles shifted both ways. Drawing the samples counts no
// operations.
template <class Real>
class Sampled final : public Job {
 public:
  explicit Sampled(std::size_t shots)
      : simulator_(classifier_circuit(), {sim::z({Wire(0), Wire(1)})}, shots),
        stride_(sim::Simulator<Real>::stride(1)) {
    RandomStream stream(1, "bench");
    inputs_.resize(simulator_.inputs() * stride_);
    weights_.resize(simulator_.weights());
    for (auto* values : {&inputs_, &weights_})
      for (Real& value : *values) value = static_cast<Real>(stream.uniform());
    expectation_.resize(stride_);
    upstream_.resize(stride_);
    upstream_[0] = 1;
    weight_gradient_.resize(weights_.size());
    input_gradient_.resize(inputs_.size());
  }

  void step() override {
    simulator_.forward(1, inputs_, weights_, expectation_, stream_);
    simulator_.backward(upstream_, weight_gradient_, input_gradient_, stream_);
  }

  double flops() const override {
    return kRuns * sim::Simulator<Real>(classifier_circuit(), {sim::z({Wire(0), Wire(1)})}).forward_flops();
  }

 private:
  static constexpr double kRuns = 1 + 2 * 10;

  sim::SampledSimulator<Real> simulator_;
  std::size_t stride_;
  nn::AlignedVector<Real> inputs_, weights_, expectation_, upstream_, weight_gradient_, input_gradient_;
  RandomStream stream_{1, "shots"};
};

template <class Real>
std::unique_ptr<Job> sampled_classifier() {
  return std::make_unique<Sampled<Real>>(1024);
}

// A training step of the CNN's second convolution for a batch of four.
template <class Real>
class Convolution final : public Job {
 public:
  Convolution()
      : input_({4, 16, 13, 13}),
        upstream_({4, 32, 11, 11}),
        layer_({.in_channels = 16, .out_channels = 32, .kernel = 3}, RandomStream(1, "bench")) {
    RandomStream stream(2, "bench");
    for (auto* tensor : {&input_, &upstream_})
      for (Real& value : tensor->values()) value = static_cast<Real>(stream.uniform());
  }

  void step() override {
    layer_.forward(input_);
    layer_.backward(input_, upstream_, nn::InputGradient::wanted);
  }

  double flops() const override { return 3.0 * 2 * 4 * 32 * 144 * 121; }

 private:
  nn::Tensor<Real> input_;
  nn::Tensor<Real> upstream_;
  nn::Conv2d<Real> layer_;
};

template <class Real>
std::unique_ptr<Job> convolution() {
  return std::make_unique<Convolution<Real>>();
}

template <class Real>
std::unique_ptr<Job> twenty_wires() {
  sim::Circuit circuit(20, 0, 200);
  for (std::uint32_t l = 0; l < 10; ++l) {
    for (std::uint32_t w = 0; w < 20; ++w)
      circuit.add(sim::gate("rx"), {Wire(w)}, {sim::Angle::weight(Slot(20 * l + w))});
    for (std::uint32_t w = 0; w < 19; ++w) circuit.add(sim::gate("cx"), {Wire(w), Wire(w + 1)});
  }
  return std::make_unique<Batch<Real>>(1, circuit, hybrid::head_observables(20, 20, trial::HeadWires::first),
                                       Gradients{});
}

constexpr Workload kWorkloads[] = {
    {"W1", "training step of a layer: 4 wires, 4 repetitions, 16 x 196 random patches", kCircuits, 0.10, 0.19,
     quanvolution<float, 2, 4, false>, quanvolution<double, 2, 4, false>},
    {"W1-inputs", "the same with the gradient by the inputs", kCircuits, 0, 0, quanvolution<float, 2, 4, true>,
     quanvolution<double, 2, 4, true>},
    {"W1-mnist", "W1 on 16 images of MNIST, patches found and shared", kCircuits, 0.04, 0, first_layer<float>,
     first_layer<double>},
    {"W1-64", "the same on 64 x 196 random patches", 4 * kCircuits, 0.40, 0.76,
     quanvolution<float, 2, 4, false, 4 * kCircuits>, quanvolution<double, 2, 4, false, 4 * kCircuits>},
    {"W2", "1 repetition, with input gradients: products of Bloch vectors", kCircuits, 0.004, 0,
     quanvolution<float, 2, 1, true>, quanvolution<double, 2, 1, true>},
    {"W2-register", "the same, without the closed form", kCircuits, 0.037, 0,
     quanvolution<float, 2, 1, true, kCircuits, Method::batch>,
     quanvolution<double, 2, 1, true, kCircuits, Method::batch>},
    {"W3", "quantum head: 10 wires, 1024 amplitudes, 16 circuits, weight and input gradients", kImages, 0.004, 0,
     quantum_head<float>, quantum_head<double>},
    {"W4", "density matrices of 2 wires, ZZ feature map, depolarizing noise, 1000 circuits, forward", 1000, 0.008, 0,
     noisy_classifier<float>, noisy_classifier<double>},
    {"W5", "one state of 20 wires, 10 layers of RX and a CNOT chain, forward", 1, 30, 55, twenty_wires<float>,
     twenty_wires<double>},
    {"W6", "training step: 9 wires, 4 repetitions, 16 x 196 patches", kCircuits, 6.8, 0,
     quanvolution<float, 3, 4, false>, quanvolution<double, 3, 4, false>},
    {"W6-1", "the same with 1 repetition", kCircuits, 1.1, 0, quanvolution<float, 3, 1, false>,
     quanvolution<double, 3, 1, false>},
    {"W7", "training step of QCQ-CNN's classifier for one image: 2 wires, weight and input gradients", 1, 0, 0,
     classifier<float>, classifier<double>},
    {"W7-shots", "the same from 1024 shots, gradients by shifted angles", 21, 0, 0, sampled_classifier<float>,
     sampled_classifier<double>},
    {"W8", "training step of a convolution: 4 images of 13x13, 16 to 32 channels, 3x3", 4, 0, 0, convolution<float>,
     convolution<double>},
};

}  // namespace

std::span<const Workload> workloads() { return kWorkloads; }

}  // namespace quanvas::bench
