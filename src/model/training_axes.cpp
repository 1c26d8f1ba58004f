#include "model/training_axes.hpp"

#include <algorithm>

#include "base/table.hpp"
#include "nn/loss.hpp"
#include "nn/optimizer.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

using trial::TrialSpec;

void normalise_optimizer(TrialSpec& spec) {
  const TrialSpec defaults;
  const nn::OptimizerInfo& info = trial::as_value_of(
      "optimizer", [&]() -> const nn::OptimizerInfo& { return nn::optimizer_named(spec.optimizer); });
  if (info.momentum == nn::TakesMomentum::no) spec.momentum = defaults.momentum;
  if (info.momentum != nn::TakesMomentum::also_nesterov) spec.nesterov = defaults.nesterov;
  if (spec.nesterov == trial::Nesterov::on && spec.momentum == 0)
    throw trial::BadValue("nesterov", "Nesterov's momentum needs a momentum; give one above 0, as momentum = 0.9");
}

void normalise_schedule(TrialSpec& spec) {
  const TrialSpec defaults;
  if (spec.schedule == trial::Schedule::step) return;
  spec.step_size = defaults.step_size;
  spec.gamma = defaults.gamma;
}

void normalise_loss(TrialSpec& spec) {
  const nn::LossInfo& info =
      trial::as_value_of("loss", [&]() -> const nn::LossInfo& { return nn::loss_named(spec.loss); });
  if (info.labels == nn::Labels::as_they_are) spec.label_smoothing = TrialSpec{}.label_smoothing;
}

}  // namespace

void normalise_training(TrialSpec& spec) {
  normalise_optimizer(spec);
  normalise_schedule(spec);
  normalise_loss(spec);
  if (spec.dropout == 0) spec.dropout_of = TrialSpec{}.dropout_of;
}

void normalise_rates(const Graph& graph, TrialSpec& spec) {
  const double same_rate = TrialSpec{}.quantum_learning_rate;
  const auto trained = [&](bool quantum) {
    return std::ranges::any_of(graph.nodes, [&](const Node& node) {
      return node.training == Trainability::trained && node.weights > 0 && (node.kind == NodeKind::quantum) == quantum;
    });
  };
  if (!trained(true) || spec.quantum_learning_rate == spec.learning_rate) {
    spec.quantum_learning_rate = same_rate;
  } else if (!trained(false) && spec.quantum_learning_rate != same_rate) {
    spec.learning_rate = spec.quantum_learning_rate;
    spec.quantum_learning_rate = same_rate;
  }
}

}  // namespace quanvas::model
