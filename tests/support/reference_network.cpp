#include "support/reference_network.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "support/dense_simulator.hpp"

namespace quanvas::test {
namespace {

using Batch = std::vector<ReferenceMaps>;

ReferenceMaps zeros(std::size_t channels, std::size_t height, std::size_t width) {
  return {channels, height, width, std::vector<double>(channels * height * width)};
}

double activated(const std::string& function, double x) {
  if (function == "relu") return std::max(0.0, x);
  if (function == "leaky_relu") return x > 0 ? x : 0.01 * x;
  if (function == "tanh") return std::tanh(x);
  if (function == "sigmoid") return 1 / (1 + std::exp(-x));
  if (function == "gelu") return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
  return x;
}

ReferenceMaps padded(const ReferenceMaps& maps, std::size_t padding) {
  ReferenceMaps result = zeros(maps.channels, maps.height + 2 * padding, maps.width + 2 * padding);
  for (std::size_t c = 0; c < maps.channels; ++c)
    for (std::size_t y = 0; y < maps.height; ++y)
      for (std::size_t x = 0; x < maps.width; ++x) result.at(c, y + padding, x + padding) = maps.at(c, y, x);
  return result;
}

// The share of [i, i + 1) that lies in cell j of `cells` cells that cover [0, length).
double overlap(std::size_t i, std::size_t j, std::size_t cells, std::size_t length) {
  const double cell = static_cast<double>(length) / static_cast<double>(cells);
  const double low = std::max(static_cast<double>(i), static_cast<double>(j) * cell);
  const double high = std::min(static_cast<double>(i + 1), static_cast<double>(j + 1) * cell);
  return std::max(0.0, high - low) / cell;
}

std::vector<double> slots(const std::string& encoding, const std::vector<double>& features, std::size_t inputs) {
  std::vector<double> result = features;
  if (encoding == "amplitude") {
    double norm = 0;
    for (const double x : features) norm += x * x;
    for (double& x : result) x /= std::sqrt(norm);
    if (norm == 0) result.assign({1});
    result.resize(inputs);
  }
  for (std::size_t i = 0; i < features.size(); ++i)
    for (std::size_t j = i + 1; j < features.size(); ++j) {
      if (encoding == "zz") result.push_back((std::numbers::pi - features[i]) * (std::numbers::pi - features[j]));
      if (encoding == "iqp") result.push_back(features[i] * features[j]);
    }
  return result;
}

std::vector<sim::Observable> observables(const std::string& text, std::size_t wires) {
  if (text == "Z0 Z1") return {{.terms = {{.factors = {{Wire(0), 'Z'}, {Wire(1), 'Z'}}}}}};
  std::vector<sim::Observable> all;
  for (std::uint32_t w = 0; w < wires; ++w) all.push_back({.terms = {{.factors = {{Wire(w), text.front()}}}}});
  return all;
}

class Reference {
 public:
  Reference(const std::vector<model::NamedCircuit>& circuits, const std::vector<double>& weights)
      : circuits_(circuits), weights_(weights) {}

  Batch run(const Json& layers, Batch batch) {
    for (const Json& layer : layers) batch = run_layer(layer, batch);
    return batch;
  }

 private:
  Batch run_layer(const Json& layer, const Batch& batch) {
    const std::string type = layer["type"];
    Batch result;
    if (type == "residual") return residual(layer, batch);
    if (type == "batch_normalisation") return normalised(batch);
    const std::vector<double> weights = take(weights_of(layer, batch.front()));
    const std::size_t filters = type == "quanvolution" ? layer.value("filters", 1u) : type == "circuit" ? 1u : 0u;
    for (const ReferenceMaps& maps : batch) result.push_back(of_one(layer, maps, weights));
    circuit_ += filters;
    const std::string function = layer.value(type == "activation" ? "function" : "activation", "none");
    for (ReferenceMaps& maps : result)
      for (double& value : maps.values) value = activated(function, value);
    return result;
  }

  std::size_t weights_of(const Json& layer, const ReferenceMaps& maps) const {
    const std::string type = layer["type"];
    if (type == "convolution") {
      const std::size_t kernel = layer["kernel"];
      return layer["filters"].get<std::size_t>() * (maps.channels * kernel * kernel + 1);
    }
    if (type == "dense") return layer["outputs"].get<std::size_t>() * (maps.values.size() + 1);
    if (type == "circuit") return circuits_[circuit_].circuit.weights();
    if (type == "quanvolution") return layer.value("filters", 1u) * circuits_[circuit_].circuit.weights();
    return 0;
  }

  ReferenceMaps of_one(const Json& layer, const ReferenceMaps& maps, const std::vector<double>& weights) const {
    const std::string type = layer["type"];
    if (type == "convolution") return convolved(layer, maps, weights);
    if (type == "dense") return dense(layer, maps, weights);
    if (type == "pooling") return pooled(layer, maps);
    if (type == "resize") return resized(layer, maps);
    if (type == "quanvolution") return quanvolved(layer, maps, weights);
    if (type == "circuit") {
      ReferenceMaps result = zeros(1, 1, 1);
      result.values = measured(layer, circuits_[circuit_].circuit, maps.values, weights);
      result.channels = result.values.size();
      return result;
    }
    if (type == "activation" || type == "flatten") return maps;
    throw std::invalid_argument("no reference of " + type);
  }

  // Weights [filter, channel, row, column], then the biases.
  static ReferenceMaps convolved(const Json& layer, const ReferenceMaps& input, const std::vector<double>& weights) {
    const std::size_t kernel = layer["kernel"], stride = layer["stride"], filters = layer["filters"];
    const ReferenceMaps maps = padded(input, layer["padding"]);
    ReferenceMaps result = zeros(filters, (maps.height - kernel) / stride + 1, (maps.width - kernel) / stride + 1);
    const std::size_t patch = maps.channels * kernel * kernel;
    for (std::size_t f = 0; f < filters; ++f)
      for (std::size_t y = 0; y < result.height; ++y)
        for (std::size_t x = 0; x < result.width; ++x) {
          double sum = weights[filters * patch + f];
          for (std::size_t i = 0; i < patch; ++i)
            sum += weights[f * patch + i] *
                   maps.at(i / (kernel * kernel), y * stride + i / kernel % kernel, x * stride + i % kernel);
          result.at(f, y, x) = sum;
        }
    return result;
  }

  // Weights [output, input], then the biases.
  static ReferenceMaps dense(const Json& layer, const ReferenceMaps& maps, const std::vector<double>& weights) {
    const std::size_t outputs = layer["outputs"], inputs = maps.values.size();
    ReferenceMaps result = zeros(outputs, 1, 1);
    for (std::size_t o = 0; o < outputs; ++o) {
      result.values[o] = weights[outputs * inputs + o];
      for (std::size_t i = 0; i < inputs; ++i) result.values[o] += weights[o * inputs + i] * maps.values[i];
    }
    return result;
  }

  static ReferenceMaps pooled(const Json& layer, const ReferenceMaps& maps) {
    const std::size_t kernel = layer["kernel"], stride = layer["stride"];
    ReferenceMaps result =
        zeros(maps.channels, (maps.height - kernel) / stride + 1, (maps.width - kernel) / stride + 1);
    for (std::size_t c = 0; c < maps.channels; ++c)
      for (std::size_t y = 0; y < result.height; ++y)
        for (std::size_t x = 0; x < result.width; ++x) {
          double most = -1e300, sum = 0;
          for (std::size_t i = 0; i < kernel * kernel; ++i) {
            const double value = maps.at(c, y * stride + i / kernel, x * stride + i % kernel);
            most = std::max(most, value);
            sum += value;
          }
          result.at(c, y, x) = layer["of"] == "max" ? most : sum / static_cast<double>(kernel * kernel);
        }
    return result;
  }

  static ReferenceMaps resized(const Json& layer, const ReferenceMaps& maps) {
    ReferenceMaps result = zeros(maps.channels, layer["height"], layer["width"]);
    for (std::size_t c = 0; c < maps.channels; ++c)
      for (std::size_t y = 0; y < result.height; ++y)
        for (std::size_t x = 0; x < result.width; ++x)
          for (std::size_t i = 0; i < maps.height; ++i)
            for (std::size_t j = 0; j < maps.width; ++j)
              result.at(c, y, x) += overlap(i, y, result.height, maps.height) *
                                    overlap(j, x, result.width, maps.width) * maps.at(c, i, j);
    return result;
  }

  static std::vector<double> measured(const Json& layer, const sim::Circuit& circuit,
                                      const std::vector<double>& features, const std::vector<double>& weights) {
    return expectations(circuit, observables(layer["observables"], circuit.wires()),
                        slots(layer["encoding"], features, circuit.inputs()), weights);
  }

  static std::vector<double> combined(const std::string& how, const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    if (how == "sum") return {sum};
    if (how == "mean") return {sum / static_cast<double>(values.size())};
    if (how == "first") return {values.front()};
    if (how == "last") return {values.back()};
    return values;
  }

  ReferenceMaps quanvolved(const Json& layer, const ReferenceMaps& input, const std::vector<double>& weights) const {
    const std::size_t kernel = layer["kernel"], stride = layer["stride"], filters = layer.value("filters", 1u);
    const ReferenceMaps maps = padded(input, layer["padding"]);
    const bool together = layer["channels"] == "together";
    const std::size_t groups = together ? 1 : maps.channels, in_patch = together ? maps.channels : 1;
    ReferenceMaps result{0, (maps.height - kernel) / stride + 1, (maps.width - kernel) / stride + 1, {}};
    for (std::size_t f = 0; f < filters; ++f) {
      const sim::Circuit& circuit = circuits_[circuit_ + f].circuit;
      const auto first = weights.begin() + static_cast<std::ptrdiff_t>(f * circuit.weights());
      const std::vector<double> own(first, first + static_cast<std::ptrdiff_t>(circuit.weights()));
      for (std::size_t g = 0; g < groups; ++g) {
        std::vector<std::vector<double>> of_patches;
        for (std::size_t p = 0; p < result.height * result.width; ++p) {
          std::vector<double> features;
          for (std::size_t i = 0; i < in_patch * kernel * kernel; ++i)
            features.push_back(maps.at(g + i / (kernel * kernel), p / result.width * stride + i / kernel % kernel,
                                       p % result.width * stride + i % kernel));
          of_patches.push_back(combined(layer["combine"], measured(layer, circuit, features, own)));
        }
        for (std::size_t m = 0; m < of_patches.front().size(); ++m, ++result.channels)
          for (const std::vector<double>& values : of_patches) result.values.push_back(values[m]);
      }
    }
    return result;
  }

  // Weights, then biases, of the channels.
  Batch normalised(const Batch& batch) {
    Batch result = batch;
    const std::size_t channels = batch.front().channels, area = batch.front().values.size() / channels;
    const std::vector<double> weights = take(2 * channels);
    for (std::size_t c = 0; c < channels; ++c) {
      double mean = 0, variance = 0;
      const double count = static_cast<double>(batch.size() * area);
      for (const ReferenceMaps& maps : batch)
        for (std::size_t i = 0; i < area; ++i) mean += maps.values[c * area + i] / count;
      for (const ReferenceMaps& maps : batch)
        for (std::size_t i = 0; i < area; ++i) variance += std::pow(maps.values[c * area + i] - mean, 2) / count;
      for (ReferenceMaps& maps : result)
        for (std::size_t i = 0; i < area; ++i) {
          double& value = maps.values[c * area + i];
          value = (value - mean) / std::sqrt(variance + 1e-5) * weights[c] + weights[channels + c];
        }
    }
    return result;
  }

  static ReferenceMaps sum(const ReferenceMaps& a, const ReferenceMaps& b) {
    ReferenceMaps result = zeros(a.channels, std::max(a.height, b.height), std::max(a.width, b.width));
    for (const ReferenceMaps* const maps : {&a, &b})
      for (std::size_t c = 0; c < maps->channels; ++c)
        for (std::size_t y = 0; y < maps->height; ++y)
          for (std::size_t x = 0; x < maps->width; ++x) result.at(c, y, x) += maps->at(c, y, x);
    return result;
  }

  static Batch sum(const Batch& a, const Batch& b) {
    Batch result;
    for (std::size_t i = 0; i < a.size(); ++i) result.push_back(sum(a[i], b[i]));
    return result;
  }

  // Of two layers.
  Batch residual(const Json& block, const Batch& x) {
    const std::string wiring = block["wiring"];
    const Batch o1 = run_layer(block["layers"][0], x);
    const Batch a1 = wiring == "X+O1" || wiring == "(X+O1)+O2" ? sum(x, o1) : o1;
    const Batch o2 = run_layer(block["layers"][1], a1);
    if (wiring == "O1+O2" || wiring == "(X+O1)+O2") return sum(a1, o2);
    return wiring == "X+O2" ? sum(x, o2) : o2;
  }

  std::vector<double> take(std::size_t count) {
    const auto first = weights_.begin() + static_cast<std::ptrdiff_t>(taken_);
    taken_ += count;
    return {first, first + static_cast<std::ptrdiff_t>(count)};
  }

  const std::vector<model::NamedCircuit>& circuits_;
  const std::vector<double>& weights_;
  std::size_t taken_ = 0;
  std::size_t circuit_ = 0;
};

}  // namespace

std::vector<ReferenceMaps> reference_forward(const Json& layers, const std::vector<model::NamedCircuit>& circuits,
                                             const std::vector<double>& weights, std::vector<ReferenceMaps> batch) {
  return Reference(circuits, weights).run(layers, std::move(batch));
}

}  // namespace quanvas::test
