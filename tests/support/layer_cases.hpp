// Every layer of the project, once per way it can be set up, for the property tests. A new layer adds a line.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hybrid/amplitude_encoding.hpp"
#include "hybrid/ansatz.hpp"
#include "hybrid/circuit_layer.hpp"
#include "hybrid/quanv2d.hpp"
#include "hybrid/residual_block.hpp"
#include "hybrid/slot_layer.hpp"
#include "nn/activation.hpp"
#include "nn/area_average_layer.hpp"
#include "nn/average_pool.hpp"
#include "nn/batch_norm.hpp"
#include "nn/conv2d.hpp"
#include "nn/dense.hpp"
#include "nn/dropout.hpp"
#include "nn/flatten.hpp"
#include "nn/frozen.hpp"
#include "nn/max_pool.hpp"
#include "nn/parallel.hpp"
#include "nn/sequential.hpp"
#include "nn/softmax.hpp"
#include "support/quanv_cases.hpp"

namespace quanvas::test {

struct LayerCase {
  std::string name;
  nn::Shape input;
  nn::Shape output;
  std::function<std::unique_ptr<nn::Layer<double>>()> make;
};

inline std::unique_ptr<nn::Layer<double>> make_quanv(const hybrid::Quanv2dOptions& options, std::size_t repetitions,
                                                     trial::EncodingRepeat encoding = trial::EncodingRepeat::every) {
  auto layer = std::make_unique<hybrid::Quanv2d<double>>(
      options, hybrid::quanvolution_circuit(options.grid.patch_size(), repetitions, encoding));
  hybrid::initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(1, "quanv"), layer->weights().value);
  return layer;
}

inline std::unique_ptr<nn::Layer<double>> make_quanv(const QuanvCase& one) {
  auto layer = std::make_unique<hybrid::Quanv2d<double>>(one.options, one.circuit());
  hybrid::initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(3, "quanv"), layer->weights().value);
  return layer;
}

inline std::unique_ptr<nn::Layer<double>> make_head(std::size_t wires, std::size_t depth, trial::HeadWires which) {
  auto layer = std::make_unique<hybrid::CircuitLayer<double>>(hybrid::head_circuit(wires, depth),
                                                              hybrid::head_observables(wires, 2, which), "head");
  hybrid::initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(2, "head"), layer->weights().value);
  return layer;
}

inline void add_classical_layers(std::vector<LayerCase>& cases) {
  cases.push_back(
      {"dense", {3, 5}, {3, 4}, [] { return std::make_unique<nn::Dense<double>>(5, 4, RandomStream(1, "dense")); }});
  cases.push_back({"dense on maps", {2, 2, 3, 3}, {2, 4}, [] {
                     return std::make_unique<nn::Dense<double>>(18, 4, RandomStream(1, "dense"));
                   }});
  cases.push_back({"softmax", {3, 5}, {3, 5}, [] { return std::make_unique<nn::Softmax<double>>(); }});
  cases.push_back({"conv2d 3x3", {2, 2, 5, 6}, {2, 3, 3, 4}, [] {
                     return std::make_unique<nn::Conv2d<double>>(
                         nn::Conv2dOptions{.in_channels = 2, .out_channels = 3, .kernel = 3}, RandomStream(1, "conv"));
                   }});
  cases.push_back({"conv2d 2x2, long rows", {2, 1, 3, 21}, {2, 2, 2, 20}, [] {
                     return std::make_unique<nn::Conv2d<double>>(
                         nn::Conv2dOptions{.in_channels = 1, .out_channels = 2, .kernel = 2}, RandomStream(1, "conv"));
                   }});
  cases.push_back({"conv2d 1x1", {2, 3, 2, 2}, {2, 1, 2, 2}, [] {
                     return std::make_unique<nn::Conv2d<double>>(
                         nn::Conv2dOptions{.in_channels = 3, .out_channels = 1, .kernel = 1}, RandomStream(1, "conv"));
                   }});
}

inline void add_pools_and_functions(std::vector<LayerCase>& cases) {
  cases.push_back(
      {"max pool 2x2", {2, 2, 5, 6}, {2, 2, 2, 3}, [] { return std::make_unique<nn::MaxPool2d<double>>(2); }});
  cases.push_back(
      {"max pool 3x3", {2, 1, 7, 6}, {2, 1, 2, 2}, [] { return std::make_unique<nn::MaxPool2d<double>>(3); }});
  cases.push_back({"max pool 3x3, stride 2", {2, 1, 7, 6}, {2, 1, 3, 2}, [] {
                     return std::make_unique<nn::MaxPool2d<double>>(3, 2);
                   }});
  cases.push_back({"average pool 2x2", {2, 2, 5, 6}, {2, 2, 2, 3}, [] {
                     return std::make_unique<nn::AveragePool2d<double>>(2, 2);
                   }});
  cases.push_back({"average pool 3x3, stride 1", {2, 1, 5, 6}, {2, 1, 3, 4}, [] {
                     return std::make_unique<nn::AveragePool2d<double>>(3, 1);
                   }});
  cases.push_back({"conv2d 3x3, stride 2, padding 1", {2, 2, 5, 6}, {2, 3, 3, 3}, [] {
                     return std::make_unique<nn::Conv2d<double>>(
                         nn::Conv2dOptions{.in_channels = 2, .out_channels = 3, .kernel = 3, .stride = 2, .padding = 1},
                         RandomStream(1, "conv"));
                   }});
  for (const auto function : {nn::Activation::relu, nn::Activation::leaky_relu, nn::Activation::tanh,
                              nn::Activation::sigmoid, nn::Activation::gelu})
    cases.push_back({std::string(to_name(function)), {3, 5}, {3, 5}, [=] {
                       return std::make_unique<nn::ActivationLayer<double>>(function);
                     }});
  cases.push_back({"flatten", {2, 2, 3, 4}, {2, 24}, [] { return std::make_unique<nn::Flatten<double>>(); }});
  cases.push_back({"frozen dense", {3, 5}, {3, 4}, [] {
                     return std::make_unique<nn::Frozen<double>>(
                         std::make_unique<nn::Dense<double>>(5, 4, RandomStream(1, "dense")));
                   }});
  cases.push_back({"batch normalisation of maps", {3, 2, 2, 3}, {3, 2, 2, 3}, [] {
                     return std::make_unique<nn::BatchNorm<double>>(2);
                   }});
  cases.push_back(
      {"batch normalisation of features", {4, 3}, {4, 3}, [] { return std::make_unique<nn::BatchNorm<double>>(3); }});
  cases.push_back({"dropout", {3, 5}, {3, 5}, [] { return std::make_unique<nn::Dropout<double>>(0.5, 1); }});
  cases.push_back({"dropout of channels", {3, 4, 2, 2}, {3, 4, 2, 2}, [] {
                     return std::make_unique<nn::Dropout<double>>(0.5, 1, nn::Dropped::channels);
                   }});
  cases.push_back({"area average down", {2, 2, 5, 7}, {2, 2, 3, 2}, [] {
                     return std::make_unique<nn::AreaAverage<double>>(3, 2);
                   }});
  cases.push_back(
      {"area average up", {2, 1, 2, 3}, {2, 1, 3, 5}, [] { return std::make_unique<nn::AreaAverage<double>>(3, 5); }});
  cases.push_back({"sequential", {3, 5}, {3, 2}, [] {
                     auto layers = std::make_unique<nn::Sequential<double>>(nn::Shape{1, 5});
                     layers->add(std::make_unique<nn::Dense<double>>(5, 3, RandomStream(1, "a")));
                     layers->add(std::make_unique<nn::Softmax<double>>());
                     layers->add(std::make_unique<nn::Dense<double>>(3, 2, RandomStream(1, "b")));
                     return layers;
                   }});
}

inline void add_quantum_layers(std::vector<LayerCase>& cases) {
  using nn::InputGradient;
  using trial::ChannelReduction;
  using trial::EncodingRepeat;
  for (const ChannelReduction channel : {ChannelReduction::mean, ChannelReduction::sum, ChannelReduction::first,
                                         ChannelReduction::last, ChannelReduction::all})
    for (const EncodingRepeat repeat : {EncodingRepeat::every, EncodingRepeat::once}) {
      const std::size_t channels = channel == ChannelReduction::all ? 8 : 2;
      cases.push_back({"quanv2d " + std::string(to_name(channel)) + " " + std::string(to_name(repeat)),
                       {2, 2, 5, 6},
                       {2, channels, 2, 3},
                       [=] { return make_quanv({.channel = channel, .through = InputGradient::wanted}, 2, repeat); }});
    }
  cases.push_back({"quanv2d 3x3, overlapping", {1, 1, 5, 5}, {1, 1, 2, 2}, [] {
                     return make_quanv({.grid = {.kernel = 3, .stride = 2}, .through = InputGradient::wanted}, 1);
                   }});
  for (const QuanvCase& one : quanv_cases())
    cases.push_back({"quanv2d " + one.name, one.input, one.output, [=] { return make_quanv(one); }});
  cases.push_back({"amplitude encoding flat", {3, 1, 2, 3}, {3, 16}, [] {
                     return std::make_unique<hybrid::AmplitudeEncoding<double>>(
                         hybrid::AmplitudeEncodingOptions{.wires = 4});
                   }});
  cases.push_back({"amplitude encoding spatial", {3, 2, 2, 2}, {3, 32}, [] {
                     return std::make_unique<hybrid::AmplitudeEncoding<double>>(hybrid::AmplitudeEncodingOptions{
                         .wires = 5, .padding = trial::HeadPadding::spatial, .height = 4, .width = 4});
                   }});
  cases.push_back({"slots of features", {3, 4}, {3, 4}, [] {
                     return std::make_unique<hybrid::SlotLayer<double>>(hybrid::angle_encoding(4, sim::gate("rx"), 2));
                   }});
  cases.push_back({"slots of pairs", {3, 4}, {3, 10}, [] {
                     return std::make_unique<hybrid::SlotLayer<double>>(hybrid::zz_feature_map(4, 2));
                   }});
  cases.push_back({"slots of products", {3, 4}, {3, 10}, [] {
                     return std::make_unique<hybrid::SlotLayer<double>>(hybrid::iqp_encoding(4, 2));
                   }});
  cases.push_back({"slots of amplitudes", {3, 5}, {3, 8}, [] {
                     return std::make_unique<hybrid::SlotLayer<double>>(hybrid::amplitude_encoding(5));
                   }});
  cases.push_back({"slots of bits", {3, 4}, {3, 4}, [] {
                     return std::make_unique<hybrid::SlotLayer<double>>(hybrid::basis_encoding(4, 0));
                   }});
  cases.push_back({"circuit first", {3, 16}, {3, 2}, [] { return make_head(4, 2, trial::HeadWires::first); }});
  cases.push_back({"circuit last", {20, 8}, {20, 2}, [] { return make_head(3, 1, trial::HeadWires::last); }});
}

using Branches = std::vector<std::unique_ptr<nn::Layer<double>>>;

template <class... Kinds>
Branches branches_of(std::unique_ptr<Kinds>... layers) {
  Branches branches;
  (branches.push_back(std::move(layers)), ...);
  return branches;
}

// Layers first .. last of a wiring whose activations have these shapes.
inline std::unique_ptr<nn::Layer<double>> make_block(std::string_view wiring, std::size_t first, Branches layers,
                                                     std::vector<nn::Shape> shapes) {
  const std::size_t last = shapes.size() - 1;
  return std::make_unique<hybrid::ResidualBlock<double>>(
      hybrid::ResidualOptions{.wiring = hybrid::parse_wiring(wiring, last),
                              .first = first,
                              .last = last,
                              .pad = trial::Pad::centre,
                              .gradient = trial::Gradient::exact},
      std::move(layers), std::move(shapes));
}

inline std::unique_ptr<nn::Conv2d<double>> make_convolution(std::size_t from, std::size_t to, std::size_t kernel) {
  return std::make_unique<nn::Conv2d<double>>(
      nn::Conv2dOptions{.in_channels = from, .out_channels = to, .kernel = kernel}, RandomStream(1, "conv"));
}

inline std::unique_ptr<nn::Dense<double>> make_dense(std::size_t from, std::size_t to) {
  return std::make_unique<nn::Dense<double>>(from, to, RandomStream(1, "dense"));
}

inline void add_layers_of_layers(std::vector<LayerCase>& cases) {
  constexpr auto kThrough = nn::InputGradient::wanted;
  cases.push_back(
      {"residual block of dense layers", {3, 5}, {3, 6}, [] {
         return make_block("(X+O1)+O2", 1, branches_of(make_dense(5, 3), make_dense(5, 6)), {{1, 5}, {1, 5}, {1, 6}});
       }});
  cases.push_back({"residual block of a quanvolution and a convolution", {2, 2, 5, 5}, {2, 4, 5, 5}, [] {
                     return make_block("X+O2", 1,
                                       branches_of(make_quanv({.through = kThrough}, 1), make_convolution(2, 4, 2)),
                                       {{1, 2, 5, 5}, {1, 2, 2, 2}, {1, 4, 5, 5}});
                   }});
  cases.push_back({"second half of a residual block", {2, 18 + 4}, {2, 2, 3, 3}, [] {
                     return make_block("X+O2", 2, branches_of(make_convolution(1, 2, 2)),
                                       {{1, 2, 3, 3}, {1, 1, 2, 2}, {1, 2, 3, 3}});
                   }});
  cases.push_back({"parallel maps", {2, 2, 5, 5}, {2, 5, 4, 4}, [] {
                     return std::make_unique<nn::Parallel<double>>(branches_of(
                         make_quanv({.grid = {.stride = 1}, .through = kThrough}, 1), make_convolution(2, 3, 2)));
                   }});
  cases.push_back({"parallel features", {3, 5}, {3, 6}, [] {
                     return std::make_unique<nn::Parallel<double>>(branches_of(make_dense(5, 4), make_dense(5, 2)));
                   }});
}

inline std::vector<LayerCase> layer_cases() {
  std::vector<LayerCase> cases;
  add_classical_layers(cases);
  add_pools_and_functions(cases);
  add_quantum_layers(cases);
  add_layers_of_layers(cases);
  return cases;
}

}  // namespace quanvas::test
