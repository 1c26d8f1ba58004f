// A program with its parameters at values.
#include "base/error.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::sim {
namespace {

// Weights become constants, but for those that depend on bits, which keep their formulas with numbers in them.
class Binding {
 public:
  Binding(const Program& program, std::span<const double> values) : values_(values.begin(), values.end()) {
    std::vector<Formula> numbers;
    for (const double value : values) numbers.push_back(Formula::number(value));
    for (const Formula& formula : program.derived) {
      const Formula bound = formula.at(numbers);
      moved_.push_back(left_.size());
      values_.push_back(bound.constant() ? bound.real() : 0);
      open_.push_back(!bound.constant());
      if (!bound.constant()) left_.push_back(bound);
    }
    parameters_ = values.size();
  }

  void apply(Angle& angle) const {
    if (angle.fixed()) return;
    const std::size_t slot = angle.slot.value;
    if (slot >= parameters_ && open_[slot - parameters_])
      angle.slot = Slot(static_cast<std::uint32_t>(moved_[slot - parameters_]));
    else angle = Angle::constant(angle.scale * values_[slot] + angle.offset);
  }
  void apply(Operation& operation) const {
    if (auto* gate = std::get_if<Gate>(&operation.what))
      for (Angle& angle : gate->angles) apply(angle);
  }
  void apply(Block& block) const {
    for (Step& step : block) {
      if (auto* operation = std::get_if<Operation>(&step)) apply(*operation);
      else if (auto* loop = std::get_if<Loop>(&step)) apply(loop->body);
      if (auto* defined = std::get_if<DefinedGate>(&step)) {
        for (Angle& angle : defined->arguments) apply(angle);
        for (Operation& inner : defined->body) apply(inner);
      }
      if (auto* branch = std::get_if<Branch>(&step)) {
        apply(branch->then);
        apply(branch->otherwise);
      }
    }
  }

  std::vector<Formula> left() const { return left_; }

 private:
  std::size_t parameters_ = 0;
  std::vector<double> values_;      // [weight]
  std::vector<bool> open_;          // [derived] whether it depends on bits
  std::vector<std::size_t> moved_;  // [derived] its number then
  std::vector<Formula> left_;
};

}  // namespace

Program bind(const Program& program, std::span<const double> values) {
  require(values.size() == program.parameters.size(), "{} values for {} parameters", values.size(),
          program.parameters.size());
  const Binding binding(program, values);
  Program bound = program;
  bound.parameters.clear();
  bound.derived = binding.left();
  binding.apply(bound.body);
  return bound;
}

}  // namespace quanvas::sim
