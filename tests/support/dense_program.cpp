#include "support/dense_program.hpp"

namespace quanvas::test {
namespace {

struct Branch {
  sim::Bits bits;
  Matrix rho;  // its trace is the probability
};

class Reference {
 public:
  Reference(const sim::Program& program, const std::vector<double>& values,
            const std::vector<sim::Operation>& after_each_gate)
      : program_(program), values_(values), after_each_gate_(after_each_gate) {}

  std::vector<Branch> all(const sim::Block& block, std::vector<Branch> branches) const {
    for (const sim::Step& step : block) {
      std::vector<Branch> next;
      for (const Branch& branch : branches)
        for (Branch& result : one(step, branch))
          if (result.rho.trace().real() > 1e-13) next.push_back(std::move(result));
      branches = std::move(next);
    }
    return branches;
  }

 private:
  std::vector<Branch> one(const sim::Step& step, Branch branch) const {
    const sim::Known known{.parameters = values_, .bits = branch.bits};
    if (const auto* operation = std::get_if<sim::Operation>(&step)) return {noisy(gate(*operation, branch))};
    if (const auto* defined = std::get_if<sim::DefinedGate>(&step)) {
      for (const sim::Operation& inner : defined->body) branch = gate(inner, branch);
      return {noisy(branch)};
    }
    if (const auto* m = std::get_if<sim::Measurement>(&step)) {
      Branch zero = projected(m->wire, 0, branch), one = projected(m->wire, 1, branch);
      zero.bits[m->bit] = false;
      one.bits[m->bit] = true;
      return {zero, one};
    }
    if (const auto* reset = std::get_if<sim::Reset>(&step)) {
      const Matrix x = on_wires(gate_matrix("x", {}), {reset->wire}, program_.wires);
      Branch result = projected(reset->wire, 0, branch);
      result.rho += x * projected(reset->wire, 1, branch).rho * x;
      return {result};
    }
    if (const auto* assignment = std::get_if<sim::Assignment>(&step)) {
      const auto value = static_cast<std::uint64_t>(assignment->value.whole(known));
      for (std::uint32_t i = 0; i < assignment->count; ++i) branch.bits[assignment->first + i] = value >> i & 1;
      return {branch};
    }
    if (const auto* decision = std::get_if<sim::Branch>(&step))
      return all(decision->condition.whole(known) != 0 ? decision->then : decision->otherwise, {branch});
    if (const auto* loop = std::get_if<sim::Loop>(&step)) {
      if (loop->condition.whole(known) == 0) return {branch};
      std::vector<Branch> result;
      for (const Branch& after : all(loop->body, {branch}))
        for (Branch& end : one(step, after)) result.push_back(std::move(end));
      return result;
    }
    return {branch};
  }

  Branch gate(const sim::Operation& operation, Branch branch) const {
    const auto& gate = std::get<sim::Gate>(operation.what);
    std::vector<double> angles;
    for (const sim::Angle& angle : gate.angles) {
      double value = angle.offset;
      if (!angle.fixed()) {
        const std::size_t slot = angle.slot.value, count = program_.parameters.size();
        value += angle.scale *
                 (slot < count ? values_[slot]
                               : program_.derived[slot - count].real({.parameters = values_, .bits = branch.bits}));
      }
      angles.push_back(value);
    }
    const Matrix u = on_wires(gate_matrix(sim::info(gate.id).name, angles), operation.wires, program_.wires);
    branch.rho = u * branch.rho * u.adjoint();
    return branch;
  }

  // The channels on the wires that they name, after whatever gate.
  Branch noisy(Branch branch) const {
    for (const sim::Operation& operation : after_each_gate_) {
      const auto& channel = std::get<sim::NoiseChannel>(operation.what);
      Matrix sum = Matrix::Zero(branch.rho.rows(), branch.rho.cols());
      for (const Matrix& kraus : channel_matrices(channel.name, channel.parameters)) {
        const Matrix k = on_wires(kraus, operation.wires, program_.wires);
        sum += k * branch.rho * k.adjoint();
      }
      branch.rho = sum;
    }
    return branch;
  }

  Branch projected(Wire wire, int value, Branch branch) const {
    Matrix p = Matrix::Zero(2, 2);
    p(value, value) = 1;
    const Matrix projector = on_wires(p, {wire}, program_.wires);
    branch.rho = projector * branch.rho * projector;
    return branch;
  }

  const sim::Program& program_;
  const std::vector<double>& values_;
  const std::vector<sim::Operation>& after_each_gate_;
};

}  // namespace

DenseResults run_densely(const sim::Program& program, const std::vector<double>& values,
                         const std::vector<sim::Operation>& after_each_gate) {
  const Eigen::Index size = Eigen::Index{1} << program.wires;
  Matrix start = Matrix::Zero(size, size);
  start(0, 0) = 1;
  DenseResults results{.probabilities = {}, .density = Matrix::Zero(size, size)};
  const Reference reference(program, values, after_each_gate);
  for (const Branch& branch : reference.all(program.body, {{.bits = sim::Bits(program.bits), .rho = start}})) {
    results.density += branch.rho;
    for (Eigen::Index state = 0; state < size; ++state) {
      sim::Bits bits = branch.bits;
      for (const sim::Measurement& m : program.measured) bits[m.bit] = state >> (program.wires - 1 - m.wire.value) & 1;
      std::string text;
      for (const sim::Register& r : program.registers)
        for (std::uint32_t i = 0; i < r.size; ++i) text += bits[r.first + i] ? '1' : '0';
      results.probabilities[text] += branch.rho(state, state).real();
    }
  }
  return results;
}

}  // namespace quanvas::test
