#include "train/checkpoint.hpp"

#include <algorithm>

#include "base/build_info.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "trial/key.hpp"

namespace quanvas::train {
namespace {

template <class Number>
void write(ByteWriter& writer, const std::vector<Number>& values) {
  writer.numbers(std::span<const Number>(values));
}

void write_training(ByteWriter& writer, const trial::TrainingRecord& training) {
  writer.number<std::uint64_t>(training.curves.size());
  for (const trial::Curve& curve : training.curves) {
    writer.text(curve.name);
    writer.text(curve.unit);
    writer.text(curve.meaning);
    writer.number(static_cast<std::uint64_t>(curve.better));
    write(writer, curve.values);
  }
  writer.number<std::uint64_t>(training.gradient_norms.size());
  for (const std::vector<double>& norms : training.gradient_norms) write(writer, norms);
}

void read_training(ByteReader& reader, trial::TrainingRecord& training) {
  training.curves.clear();
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) {
    trial::Curve& curve = training.curves.emplace_back();
    curve.name = reader.text();
    curve.unit = reader.text();
    curve.meaning = reader.text();
    curve.better = static_cast<trial::Better>(reader.number<std::uint64_t>());
    curve.values = reader.numbers<double>();
  }
  training.gradient_norms.clear();
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left)
    training.gradient_norms.push_back(reader.numbers<double>());
}

// Everything that training changes, in a fixed order.
template <class Real>
std::vector<std::span<Real>> changing(const TrainingState<Real>& state) {
  std::vector<std::span<Real>> all = state.optimizer.moments();
  for (nn::Parameter<Real>* parameter : state.parameters) all.emplace_back(parameter->value);
  for (nn::AlignedVector<Real>* numbers : state.statistics) all.emplace_back(*numbers);
  return all;
}

}  // namespace

Identity Identity::of(const trial::TrialSpec& spec, std::string_view data_checksum) {
  const BuildInfo& build = build_info();
  return {fmt::format("quanvas checkpoint 2\n{}\n{}\n{}\n{}\n{}", build.revision, build.compiler, build.flags,
                      data_checksum, spec_text(spec))};
}

template <class Real>
std::string save_checkpoint(const Identity& identity, const trial::TrainingRecord& training,
                            const TrainingState<Real>& state) {
  ByteWriter writer;
  writer.text(identity.text);
  write_training(writer, training);
  writer.number(state.optimizer.steps());
  for (const std::span<Real> values : changing(state)) writer.numbers(std::span<const Real>(values));
  return writer.take();
}

template <class Real>
bool restore_checkpoint(std::string_view bytes, const Identity& identity, std::size_t most_epochs,
                        trial::TrainingRecord& training, const TrainingState<Real>& state) {
  const std::vector<std::span<Real>> targets = changing(state);
  std::vector<std::vector<Real>> values;
  trial::TrainingRecord recorded = training;
  std::uint64_t steps = 0;
  try {
    ByteReader reader(bytes);
    if (reader.text() != identity.text) return false;
    read_training(reader, recorded);
    if (recorded.gradient_norms.size() > most_epochs) return false;
    steps = reader.number<std::uint64_t>();
    for (const std::span<Real> target : targets)
      if (values.emplace_back(reader.numbers<Real>()).size() != target.size()) return false;
    reader.end();
  } catch (const Error&) {
    return false;
  }
  for (std::size_t i = 0; i < targets.size(); ++i) std::ranges::copy(values[i], targets[i].begin());
  state.optimizer.set_steps(steps);
  training = std::move(recorded);
  return true;
}

template std::string save_checkpoint(const Identity&, const trial::TrainingRecord&, const TrainingState<float>&);
template std::string save_checkpoint(const Identity&, const trial::TrainingRecord&, const TrainingState<double>&);
template bool restore_checkpoint(std::string_view, const Identity&, std::size_t, trial::TrainingRecord&,
                                 const TrainingState<float>&);
template bool restore_checkpoint(std::string_view, const Identity&, std::size_t, trial::TrainingRecord&,
                                 const TrainingState<double>&);

}  // namespace quanvas::train
