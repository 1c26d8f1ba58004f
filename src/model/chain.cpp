#include "model/chain.hpp"

#include <algorithm>

#include "hybrid/amplitude_encoding.hpp"
#include "hybrid/circuit_layer.hpp"
#include "hybrid/encoding.hpp"
#include "hybrid/quanv2d.hpp"
#include "hybrid/slot_layer.hpp"
#include "nn/area_average_layer.hpp"
#include "nn/conv2d.hpp"
#include "nn/dense.hpp"
#include "nn/dropout.hpp"
#include "nn/max_pool.hpp"
#include "nn/relu.hpp"
#include "nn/softmax.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

using trial::TrialSpec;

constexpr hybrid::PatchGrid kGrid{.kernel = 2, .stride = 2};
constexpr std::size_t kKernel = 3;
constexpr std::size_t kPool = 2;
constexpr std::size_t kFeatures = 2;  // of the quantum classifier
constexpr std::size_t kQcnnWires = 8;

std::vector<Wire> all_wires(std::size_t count) {
  std::vector<Wire> wires;
  for (std::uint32_t w = 0; w < count; ++w) wires.emplace_back(w);
  return wires;
}

// RandomLayers has as many rotations a layer as wires.
sim::Circuit filter_circuit(const TrialSpec& spec) {
  const std::size_t wires = kGrid.patch_size();
  const auto layers = static_cast<std::size_t>(spec.filter_layers);
  const RandomStream stream(static_cast<std::uint64_t>(spec.seed), "filter circuit");
  const hybrid::Ansatz ansatz = spec.filter_circuit == trial::FilterCircuit::random
                                    ? hybrid::random_layers(wires, layers, wires, stream)
                                    : hybrid::hardware_efficient(wires, layers);
  return hybrid::compose(wires, hybrid::angle_encoding(wires, sim::gate("ry"), std::numbers::pi), ansatz);
}

sim::Circuit qcnn_circuit(trial::QcnnInput input) {
  const hybrid::Ansatz ansatz = hybrid::convolution_and_pooling(kQcnnWires);
  if (input == trial::QcnnInput::angles)
    return hybrid::compose(kQcnnWires, hybrid::angle_encoding(kQcnnWires, sim::gate("ry"), std::numbers::pi), ansatz);
  sim::Circuit circuit(kQcnnWires, std::size_t{1} << kQcnnWires, ansatz.weights, sim::Preparation::amplitudes);
  for (const sim::Operation& operation : ansatz.operations) circuit.add(operation);
  return circuit;
}

sim::NoiseModel noise_of(const TrialSpec& spec) {
  return spec.noise == "none" ? sim::NoiseModel{} : sim::parse_noise(spec.noise);
}

// "1 layer", "2 layers".
std::string counted(int count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// The weights that training changes first, to be recorded.
template <class Real>
const nn::Parameter<Real>* first_parameter(nn::Layer<Real>& layer) {
  return layer.parameters().front();
}

template <class Real>
std::unique_ptr<nn::Layer<Real>> with_angles(auto layer, trial::Init init, const RandomStream& stream) {
  hybrid::initialise_angles<Real>(init, stream, layer->weights().value);
  return layer;
}

}  // namespace

Chain::Chain(const TrialSpec& spec, const ImageFormat& format)
    : spec_(spec), format_(format), shape_{1, format.height, format.width}, features_(shape_) {}

RandomStream Chain::weights_stream(const std::string& name) const {
  return {static_cast<std::uint64_t>(spec_.seed), name};
}

hybrid::Device Chain::device() const {
  return {.noise = noise_of(spec_),
          .shots = static_cast<std::size_t>(spec_.shots),
          .acts_in = spec_.noise_in,
          .seed = static_cast<std::uint64_t>(spec_.seed)};
}

// A rotation costs 6 operations for each number of a state. With shots every angle is shifted both ways, and samples
// are drawn from as many distributions.
double Chain::circuit_flops(const sim::Circuit& circuit) const {
  constexpr double kRotation = 6;
  constexpr double kSample = 500;
  const auto numbers = static_cast<double>(std::size_t{1} << (circuit.wires() * (spec_.noise == "none" ? 1 : 2)));
  const auto gates = static_cast<double>(circuit.operations().size());
  const double once = gates * kRotation * numbers;
  return spec_.shots == 0 ? once
                          : (1 + gates) * (once + kSample * static_cast<double>(std::size_t{1} << circuit.wires()));
}

// "conv1", "conv2", ...
std::string Chain::numbered(std::string_view kind) const {
  const auto same = std::ranges::count_if(links_, [&](const Link& link) { return link.node.name.starts_with(kind); });
  return fmt::format("{}{}", kind, same + 1);
}

void Chain::append(Node node, double flops, LayerMaker maker, std::optional<NamedCircuit> circuit) {
  shape_ = node.shape;
  links_.push_back({.node = std::move(node), .flops = flops, .circuit = std::move(circuit), .maker = std::move(maker)});
}

Chain& Chain::quantum_filter() {
  const sim::Circuit circuit = filter_circuit(spec_);
  const MapShape output{kGrid.patch_size() * shape_[0], kGrid.positions(shape_[1]), kGrid.positions(shape_[2])};
  const bool trained = spec_.filter == trial::Filter::trainable;
  const auto patches = static_cast<double>(output[1] * output[2]);
  append({.name = "filter",
          .what = fmt::format("quantum filter 2x2, stride 2\nRY(pi x), {}, {}", to_name(spec_.filter_circuit),
                              counted(spec_.filter_layers, "layer")),
          .kind = NodeKind::quantum,
          .shape = output,
          .weights = circuit.weights(),
          .training = trained ? Training::trained : Training::frozen},
         patches * circuit_flops(circuit),
         LayerMaker([circuit, device = device(), init = spec_.init, stream = weights_stream("filter")]<class Real>() {
           const hybrid::Quanv2dOptions options{.grid = kGrid, .channel = trial::Channel::all};
           return with_angles<Real>(std::make_unique<hybrid::Quanv2d<Real>>(options, circuit, "filter", device), init,
                                    stream);
         }),
         NamedCircuit{.name = "filter", .circuit = circuit, .measured = all_wires(kGrid.patch_size())});
  features_ = shape_;
  return *this;
}

Chain& Chain::convolution(std::size_t channels) {
  if (shape_[1] < kKernel || shape_[2] < kKernel)
    throw trial::BadValue("model",
                          fmt::format("model {} convolves a map of {}x{} with 3x3; these images are too small for it",
                                      spec_.model, shape_[1], shape_[2]));
  const std::size_t inputs = shape_[0];
  const MapShape output{channels, shape_[1] - kKernel + 1, shape_[2] - kKernel + 1};
  const std::size_t weights = channels * (inputs * kKernel * kKernel + 1);
  const std::string name = numbered("conv");
  append({.name = name,
          .what = "convolution 3x3",
          .kind = NodeKind::classical,
          .shape = output,
          .weights = weights,
          .training = Training::trained},
         2.0 * static_cast<double>(weights * output[1] * output[2]),
         LayerMaker([inputs, channels, stream = weights_stream(name)]<class Real>() {
           return std::make_unique<nn::Conv2d<Real>>(inputs, channels, kKernel, stream);
         }));
  append({.name = numbered("relu"), .what = "max(0, x)", .kind = NodeKind::classical, .shape = output},
         static_cast<double>(size()), LayerMaker([]<class Real>() { return std::make_unique<nn::Relu<Real>>(); }));
  features_ = shape_;
  return *this;
}

Chain& Chain::max_pool() {
  append({.name = numbered("pool"),
          .what = "maximum of 2x2",
          .kind = NodeKind::classical,
          .shape = {shape_[0], shape_[1] / kPool, shape_[2] / kPool}},
         static_cast<double>(size()),
         LayerMaker([]<class Real>() { return std::make_unique<nn::MaxPool2d<Real>>(kPool); }));
  features_ = shape_;
  return *this;
}

Chain& Chain::dropout() {
  append({.name = "dropout",
          .what = fmt::format("leaves out {:g}", spec_.dropout),
          .kind = NodeKind::classical,
          .shape = shape_},
         static_cast<double>(size()),
         LayerMaker([probability = spec_.dropout, seed = static_cast<std::uint64_t>(spec_.seed)]<class Real>() {
           return std::make_unique<nn::Dropout<Real>>(probability, seed);
         }));
  links_.back().repeats = Repeats::never;
  return *this;
}

Chain& Chain::dense(std::size_t outputs) {
  const std::size_t inputs = size();
  const std::size_t weights = outputs * (inputs + 1);
  const std::string name = numbered("dense");
  append({.name = name,
          .what = "weighted sums",
          .kind = NodeKind::classical,
          .shape = {outputs, 1, 1},
          .weights = weights,
          .training = Training::trained},
         2.0 * static_cast<double>(weights), LayerMaker([inputs, outputs, stream = weights_stream(name)]<class Real>() {
           return std::make_unique<nn::Dense<Real>>(inputs, outputs, stream);
         }));
  return *this;
}

void Chain::append_circuit(std::string name, std::string what, const sim::Circuit& circuit,
                           const std::vector<Wire>& measured) {
  const std::vector<sim::Observable> observables{sim::z(measured)};
  append({.name = name,
          .what = std::move(what),
          .kind = NodeKind::quantum,
          .shape = {1, 1, 1},
          .weights = circuit.weights(),
          .training = Training::trained},
         circuit_flops(circuit),
         LayerMaker([circuit, observables, name, device = device(), init = spec_.init,
                     stream = weights_stream(name)]<class Real>() {
           return with_angles<Real>(std::make_unique<hybrid::CircuitLayer<Real>>(circuit, observables, name, device),
                                    init, stream);
         }),
         NamedCircuit{.name = name, .circuit = circuit, .measured = measured});
}

Chain& Chain::quantum_classifier() {
  const hybrid::Encoding encoding = hybrid::zz_feature_map(kFeatures, 2);
  append({.name = "feature map",
          .what = "x, y, (pi - x)(pi - y)",
          .kind = NodeKind::classical,
          .shape = {encoding.slots, 1, 1}},
         static_cast<double>(encoding.slots),
         LayerMaker([encoding]<class Real>() { return std::make_unique<hybrid::SlotLayer<Real>>(encoding); }));
  const bool both = spec_.observable == trial::Observable::zz;
  append_circuit(
      "classifier",
      fmt::format("ZZ feature map, RealAmplitudes\n{}, <{}>", counted(spec_.reps, "repetition"), both ? "ZZ" : "Z0"),
      hybrid::compose(kFeatures, encoding, hybrid::real_amplitudes(kFeatures, static_cast<std::size_t>(spec_.reps))),
      all_wires(both ? 2 : 1));
  return *this;
}

void Chain::area_average(std::size_t height, std::size_t width) {
  append({.name = "means",
          .what = fmt::format("area means, {}x{}", height, width),
          .kind = NodeKind::classical,
          .shape = {shape_[0], height, width}},
         static_cast<double>(size()),
         LayerMaker([height, width]<class Real>() { return std::make_unique<nn::AreaAverage<Real>>(height, width); }));
  features_ = shape_;
}

Chain& Chain::quantum_convolutional_network() {
  const bool angles = spec_.qcnn_input == trial::QcnnInput::angles;
  if (!angles && (spec_.noise != "none" || spec_.shots > 0))
    throw trial::BadValue("qcnn_input",
                          "noise and shots need the inputs of a circuit as angles; give qcnn_input = angles");
  area_average(angles ? 2 : 16, angles ? 4 : 16);
  if (!angles)
    append({.name = "amplitudes",
            .what = "norm 1",
            .kind = NodeKind::classical,
            .shape = {std::size_t{1} << kQcnnWires, 1, 1}},
           3.0 * static_cast<double>(size()), LayerMaker([]<class Real>() {
             return std::make_unique<hybrid::AmplitudeEncoding<Real>>(
                 hybrid::AmplitudeEncodingOptions{.wires = kQcnnWires});
           }));
  append_circuit("qcnn", fmt::format("convolution and pooling\n{} wires, <Z> of the last", kQcnnWires),
                 qcnn_circuit(spec_.qcnn_input), {Wire(kQcnnWires - 1)});
  return *this;
}

Chain& Chain::class_scores() {
  dense(static_cast<std::size_t>(spec_.classes));
  if (spec_.output == trial::Output::softmax)
    append({.name = "softmax", .what = "class probabilities", .kind = NodeKind::classical, .shape = shape_},
           20.0 * static_cast<double>(size()),
           LayerMaker([]<class Real>() { return std::make_unique<nn::Softmax<Real>>(); }));
  return *this;
}

std::size_t Chain::fixed_links() const {
  const auto changes = [](const Link& link) {
    return link.node.training == Training::trained || link.repeats == Repeats::never;
  };
  return static_cast<std::size_t>(std::ranges::find_if(links_, changes) - links_.begin());
}

Graph Chain::graph() const {
  Graph graph{
      .title = spec_.model,
      .nodes = {{.name = "X", .what = "image", .kind = NodeKind::image, .shape = {1, format_.height, format_.width}}},
      .edges = {}};
  for (const Link& link : links_) {
    graph.nodes.push_back(link.node);
    graph.edges.push_back({.from = graph.nodes.size() - 2, .to = graph.nodes.size() - 1, .gradient = Backward::passes});
  }
  return graph;
}

std::vector<NamedCircuit> Chain::circuits() const {
  std::vector<NamedCircuit> all;
  for (const Link& link : links_)
    if (link.circuit) all.push_back(*link.circuit);
  return all;
}

double Chain::cost() const {
  constexpr double kBackward = 2;    // times a forward pass
  constexpr double kStep = 300'000;  // what a step takes beside its products, as operations
  const std::size_t fixed = fixed_links();
  double once = 0;
  double forward = 0;
  for (std::size_t i = 0; i < links_.size(); ++i) (i < fixed ? once : forward) += links_[i].flops;
  const auto images = static_cast<double>(format_.images);
  const double steps = images * spec_.train_fraction / spec_.batch_size;
  return images * once + spec_.epochs * (images * forward * (1 + kBackward * spec_.train_fraction) + steps * kStep);
}

template <class Real>
Network<Real> Chain::build() const {
  nn::Sequential<Real> fixed(nn::Shape{1, 1, format_.height, format_.width});
  std::vector<TrackedLayer<Real>> tracked;
  const std::size_t cut = fixed_links();
  const auto add = [&](const Link& link, nn::Sequential<Real>& part) {
    std::unique_ptr<nn::Layer<Real>> layer = link.maker.template make<Real>();
    if (link.node.kind == NodeKind::quantum)
      tracked.push_back({first_parameter(*layer), link.node.training == Training::trained});
    part.add(std::move(layer));
  };
  for (std::size_t i = 0; i < cut; ++i) add(links_[i], fixed);
  nn::Sequential<Real> trained(fixed.output());
  for (std::size_t i = cut; i < links_.size(); ++i) add(links_[i], trained);
  return {.fixed = std::move(fixed),
          .trained = std::move(trained),
          .tracked = std::move(tracked),
          .feature_shape = features_};
}

template Network<float> Chain::build() const;
template Network<double> Chain::build() const;

}  // namespace quanvas::model
