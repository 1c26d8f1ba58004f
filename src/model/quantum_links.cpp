// The links of a chain that circuits compute: the filter, the classifier and the convolutional network of QCQ-CNN's
// paper.
#include <numbers>

#include "base/table.hpp"
#include "hybrid/amplitude_encoding.hpp"
#include "hybrid/encoding.hpp"
#include "model/quantum_layers.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

using trial::TrialSpec;

constexpr hybrid::PatchGrid kGrid{.kernel = 2, .stride = 2};
constexpr std::size_t kFeatures = 2;  // of the quantum classifier
constexpr std::size_t kQcnnWires = 8;

sim::Circuit filter_circuit(const TrialSpec& spec) {
  const std::size_t wires = kGrid.patch_size();
  const auto layers = static_cast<std::size_t>(spec.filter_layers);
  const RandomStream stream(static_cast<std::uint64_t>(spec.seed), "filter circuit");
  const hybrid::Ansatz ansatz = trial::as_value_of("filter_circuit", [&] {
    return row_named(hybrid::filter_circuits(), "ansatz", spec.filter_circuit).make(wires, {.layers = layers}, stream);
  });
  return hybrid::compose(wires, hybrid::angle_encoding(wires, sim::gate("ry"), std::numbers::pi), ansatz);
}

Trainability filter_training(trial::Filter filter) {
  switch (filter) {
    case trial::Filter::fixed: return Trainability::frozen;
    case trial::Filter::trainable: return Trainability::trained;
  }
  no_such_value();
}

// The classifier's observable: the product of Z on so many wires.
struct ZProduct {
  std::size_t wires;
  std::string_view text;
};

ZProduct product_of(trial::ClassifierObservable observable) {
  switch (observable) {
    case trial::ClassifierObservable::zz: return {.wires = 2, .text = "ZZ"};
    case trial::ClassifierObservable::z0: return {.wires = 1, .text = "Z0"};
  }
  no_such_value();
}

// What an encoding's slots hold of two features x, y.
std::string_view slots_text(hybrid::SlotRule rule) {
  switch (rule) {
    case hybrid::SlotRule::features: return "x, y";
    case hybrid::SlotRule::threshold: return "x > 1/2, y > 1/2";
    case hybrid::SlotRule::pairs: return "x, y, (pi - x)(pi - y)";
    case hybrid::SlotRule::products: return "x, y, x y";
    case hybrid::SlotRule::amplitudes: return "x/|x, y|, y/|x, y|";
  }
  no_such_value();
}

// "1 layer", "2 layers".
std::string counted(int count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

Chain& Chain::quantum_filter() {
  reads({"filter", "filter_circuit", "filter_layers", "noise", "shots", "noise_in", "init", "quantum_learning_rate"});
  append_quanvolution(*this,
                      {.name = "filter",
                       .what = fmt::format("quantum filter 2x2, stride 2\nRY(pi x), {}, {}", spec_.filter_circuit,
                                           counted(spec_.filter_layers, "layer")),
                       .training = filter_training(spec_.filter),
                       .init = spec_.init,
                       .device = device()},
                      {.grid = kGrid, .channel = trial::ChannelReduction::all}, {filter_circuit(spec_)});
  return *this;
}

void Chain::measure_circuit(std::string name, std::string what, const sim::Circuit& circuit,
                            const std::vector<Wire>& measured) {
  reads({"noise", "shots", "noise_in", "init", "quantum_learning_rate"});
  append_circuit(*this, {.name = std::move(name), .what = std::move(what), .init = spec_.init, .device = device()},
                 {circuit, hybrid::plain_features(circuit.inputs()), {sim::z(measured)}});
}

Chain& Chain::quantum_classifier() {
  reads({"feature_map", "reps", "observable"});
  const hybrid::EncodingInfo& named = trial::as_value_of("feature_map", [&]() -> const hybrid::EncodingInfo& {
    return row_named(hybrid::feature_maps(), "encoding", spec_.feature_map);
  });
  const hybrid::Encoding encoding = named.make(kFeatures, {});
  append_slots(*this, {.name = "feature map", .what = std::string(slots_text(encoding.rule))}, encoding);
  const ZProduct measured = product_of(spec_.observable);
  measure_circuit(
      "classifier",
      fmt::format("{}, RealAmplitudes\n{}, <{}>", named.meaning, counted(spec_.reps, "repetition"), measured.text),
      hybrid::compose(kFeatures, encoding, hybrid::real_amplitudes(kFeatures, static_cast<std::size_t>(spec_.reps))),
      consecutive_wires(0, measured.wires));
  return *this;
}

Chain& Chain::quantum_convolutional_network() {
  reads({"qcnn_input"});
  if (shape_[0] != 1)
    throw trial::BadValue("colour",
                          fmt::format("model {} takes grey images alone: its wires hold one channel", spec_.model));
  const hybrid::Ansatz ansatz = hybrid::convolution_and_pooling(kQcnnWires);
  const std::string what = fmt::format("convolution and pooling\n{} wires, <Z> of the last", kQcnnWires);
  const std::vector<Wire> last{Wire(kQcnnWires - 1)};
  switch (spec_.qcnn_input) {
    case trial::QcnnInput::angles:
      resize(2, 4);
      measure_circuit(
          "qcnn", what,
          hybrid::compose(kQcnnWires, hybrid::angle_encoding(kQcnnWires, sim::gate("ry"), std::numbers::pi), ansatz),
          last);
      return *this;
    case trial::QcnnInput::amplitudes: {
      if (spec_.noise != "none" || spec_.shots > 0)
        throw trial::BadValue("qcnn_input",
                              "noise and shots need the inputs of a circuit as angles; give qcnn_input = angles");
      resize(16, 16);
      const std::size_t amplitudes = std::size_t{1} << kQcnnWires;
      append({.name = "amplitudes", .what = "norm 1", .kind = NodeKind::classical, .shape = {amplitudes, 1, 1}},
             {.flops = 3.0 * static_cast<double>(size_of(shape_)),
              .maker = LayerMaker([]<class Real>() {
                return std::make_unique<hybrid::AmplitudeEncoding<Real>>(
                    hybrid::AmplitudeEncodingOptions{.wires = kQcnnWires});
              })});
      measure_circuit("qcnn", what, hybrid::on_amplitudes(kQcnnWires, ansatz), last);
      return *this;
    }
  }
  no_such_value();
}

}  // namespace quanvas::model
