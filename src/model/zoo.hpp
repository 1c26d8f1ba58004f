// The table of models: name -> the axes it reads, its canonical form, what it costs, how it is described and how it is
// built.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/graph.hpp"
#include "model/network.hpp"
#include "sim/circuit/circuit.hpp"
#include "trial/spec.hpp"

namespace quanvas::model {

// What a model must know of the images.
struct ImageFormat {
  std::size_t height = 28;
  std::size_t width = 28;
  std::size_t images = 2000;  // that a trial draws
  std::size_t channels = 1;
};

struct ModelInfo {
  std::string_view name;
  std::string_view meaning;
  std::vector<std::string_view> reads;  // the axes that shape this model and not every other one
};

std::vector<ModelInfo> models();

// Whether the model of a trial, which need not be canonical, reads an axis.
bool reads(const trial::TrialSpec& spec, const trial::Axis& axis, const ImageFormat& format);

// The program's models that read an axis; none where all of them do.
std::vector<std::string_view> readers(std::string_view axis);

// The trial in its one canonical form for its model: axes the model does not read are at their defaults, notations are
// printed the one way. Throws trial::BadValue where the model or a notation does not exist or values do not fit
// together.
trial::TrialSpec canonical(const trial::TrialSpec& spec, const ImageFormat& format);

// Floating-point operations of a canonical trial, counted from its circuits and products; for order and estimates.
double cost(const trial::TrialSpec& canonical, const ImageFormat& format);

// A circuit of a network, by the name of its layer.
struct NamedCircuit {
  std::string name;
  sim::Circuit circuit;
  std::vector<Wire> measured;  // whose Z the layer reads
};

// The circuits of a canonical trial's quantum layers, from the input to the output.
std::vector<NamedCircuit> circuits(const trial::TrialSpec& canonical, const ImageFormat& format);

// The network as a graph.
Graph graph(const trial::TrialSpec& canonical, const ImageFormat& format);

// [class score] what affects it; empty for a model that is not ResQuNN or without a quantum head.
std::vector<ScoreReach> head_reach(const trial::TrialSpec& canonical, const ImageFormat& format);

// Builds the network of a canonical trial with initial weights from its seed. Throws Error where shapes do not fit.
template <class Real>
Network<Real> build(const trial::TrialSpec& canonical, const ImageFormat& format);

}  // namespace quanvas::model
