#include "sim/simulator.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

#include "base/error.hpp"
#include "base/flush_denormals.hpp"
#include "sim/statevector.hpp"

namespace quanvas::sim {
namespace {

// Groups of a lane's width that one thread takes at a time. Sums over the batch are formed within a block and then in
// the order of the blocks, so the number of threads does not change them.
constexpr std::size_t kGroupsPerBlock = 8;

// Amplitudes, each of a whole lane, that the gates of a batch must visit for a second thread to be worth waking: below
// about 50 microseconds of work, and on a machine that is busy otherwise far above, one thread is done sooner.
constexpr std::size_t kWorthThreads = 30000;

std::size_t blocks_of(std::size_t groups) { return (groups + kGroupsPerBlock - 1) / kGroupsPerBlock; }

enum class Threading { one, all };

// Calls work(block, group) for every group, the blocks spread over the threads.
template <class Work>
void for_each_group(std::size_t groups, Threading threading, Work&& work) {
  const std::size_t blocks = blocks_of(groups);
#pragma omp parallel if (threading == Threading::all)
  {
    const FlushDenormals flush;
#pragma omp for schedule(static)
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t end = std::min(groups, (block + 1) * kGroupsPerBlock);
      for (std::size_t group = block * kGroupsPerBlock; group < end; ++group) work(block, group);
    }
  }
}

// Memory aligned to a lane that grows and is never given back, so that a training step allocates nothing.
template <class T>
class Workspace {
 public:
  T* reserve(std::size_t count) {
    if (count > capacity_) {
      memory_.reset(static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{64})));
      capacity_ = count;
    }
    return memory_.get();
  }
  T* data() { return memory_.get(); }

 private:
  struct Release {
    void operator()(T* pointer) const { ::operator delete(pointer, std::align_val_t{64}); }
  };
  std::unique_ptr<T, Release> memory_;
  std::size_t capacity_ = 0;
};

}  // namespace

template <class Real>
class Simulator<Real>::Program {
 public:
  using L = typename NativeLane<Real>::type;

  Program(const Circuit& circuit, const std::vector<ZString>& observables);

  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights, std::span<Real> expectations);
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient);

  std::size_t inputs() const { return inputs_; }
  std::size_t weights() const { return weights_; }
  std::size_t observables() const { return signs_.size(); }

 private:
  // An operation with everything that does not depend on the numbers worked out.
  struct Step {
    GateKernels<L> kernels;
    Placement placement;
    Angle::Source source;
    std::size_t slot;   // of its source
    std::size_t turn;   // its place among the shared turns, or among a group's own
    Real scale;
  };

  static constexpr std::size_t kLane = kWidth<L>;

  std::size_t amplitudes() const { return std::size_t{1} << wires_; }
  Threading threading(std::size_t groups) const {
    return groups * steps_.size() * amplitudes() < kWorthThreads ? Threading::one : Threading::all;
  }
  const Turn<L>& turn(const Step& step, std::size_t group) {
    return step.source == Angle::Source::input ? group_turns_.data()[group * input_rows_.size() + step.turn]
                                               : shared_turns_.data()[step.turn];
  }
  std::size_t row_of(std::vector<Angle>& rows, const Angle& angle);
  void turn_shared(std::span<const Real> weights);
  void turn_group(std::size_t group, std::span<const Real> inputs);
  void prepare(Amplitude<L>* state, std::size_t group, std::span<const Real> inputs) const;
  void measure(const Amplitude<L>* state, std::size_t group, std::span<Real> expectations) const;
  void observe(const Amplitude<L>* ket, Amplitude<L>* bra, std::size_t group, std::span<const Real> upstream) const;
  void reverse_group(std::size_t group, Amplitude<L>* bra, std::span<const Real> upstream, std::span<Real> input_gradient,
                     L* weight_sums);

  std::size_t wires_;
  std::size_t inputs_;
  std::size_t weights_;
  Preparation preparation_;
  std::vector<Step> steps_;
  std::vector<std::size_t> signs_;   // [observable] the bits whose parity is its sign
  std::vector<Angle> shared_rows_;   // distinct angles of constants and weights
  std::vector<Angle> input_rows_;    // distinct angles of inputs
  std::size_t first_weight_step_ = 0;  // no step before it takes a weight
  std::size_t first_input_step_ = 0;   // likewise an input

  std::size_t count_ = 0;            // circuits of the last forward
  Workspace<Turn<L>> shared_turns_;  // [shared row]
  Workspace<Turn<L>> group_turns_;   // [group, input row]
  Workspace<Amplitude<L>> states_;   // [group, amplitude], final
  Workspace<Amplitude<L>> bras_;     // [block, amplitude]
  Workspace<L> weight_sums_;         // [block, weight]
};

template <class Real>
Simulator<Real>::Program::Program(const Circuit& circuit, const std::vector<ZString>& observables)
    : wires_(circuit.wires()), inputs_(circuit.inputs()), weights_(circuit.weights()), preparation_(circuit.preparation()) {
  for (const ZString& observable : observables) {
    std::size_t bits = 0;
    for (const Wire wire : observable.wires) {
      require(wire.value < wires_, "an observable on wire {} of a circuit of {} wires", wire.value, wires_);
      bits |= wire_bit(wires_, wire);
    }
    signs_.push_back(bits);
  }
  first_weight_step_ = first_input_step_ = circuit.operations().size();
  for (const Operation& operation : circuit.operations()) {
    const bool input = operation.angle.source == Angle::Source::input;
    const bool weight = operation.angle.source == Angle::Source::weight;
    if (input) first_input_step_ = std::min(first_input_step_, steps_.size());
    if (weight) first_weight_step_ = std::min(first_weight_step_, steps_.size());
    steps_.push_back({.kernels = kernels<L>(operation.gate),
                      .placement = place(operation, wires_),
                      .source = operation.angle.source,
                      .slot = operation.angle.slot.value,
                      .turn = row_of(input ? input_rows_ : shared_rows_, operation.angle),
                      .scale = static_cast<Real>(operation.angle.scale)});
  }
  if (preparation_ == Preparation::amplitudes) first_input_step_ = 0;
}

template <class Real>
std::size_t Simulator<Real>::Program::row_of(std::vector<Angle>& rows, const Angle& angle) {
  const auto row = std::ranges::find(rows, angle);
  if (row != rows.end()) return static_cast<std::size_t>(row - rows.begin());
  rows.push_back(angle);
  return rows.size() - 1;
}

template <class Real>
void Simulator<Real>::Program::turn_shared(std::span<const Real> weights) {
  Turn<L>* const turns = shared_turns_.reserve(shared_rows_.size());
  for (std::size_t row = 0; row < shared_rows_.size(); ++row) {
    const Angle& angle = shared_rows_[row];
    const Real value = angle.source == Angle::Source::weight ? weights[angle.slot.value] : Real(0);
    turns[row] = half_turn(broadcast<L>(static_cast<Real>(angle.scale) * value + static_cast<Real>(angle.offset)));
  }
}

template <class Real>
void Simulator<Real>::Program::turn_group(std::size_t group, std::span<const Real> inputs) {
  const std::size_t stride = Simulator::stride(count_);
  for (std::size_t row = 0; row < input_rows_.size(); ++row) {
    const Angle& angle = input_rows_[row];
    const L value = load<L>(inputs.data() + angle.slot.value * stride + group * kLane);
    group_turns_.data()[group * input_rows_.size() + row] =
        half_turn(L(value * static_cast<Real>(angle.scale) + static_cast<Real>(angle.offset)));
  }
}

template <class Real>
void Simulator<Real>::Program::prepare(Amplitude<L>* state, std::size_t group, std::span<const Real> inputs) const {
  const std::size_t stride = Simulator::stride(count_);
  const bool given = preparation_ == Preparation::amplitudes;
  for (std::size_t i = 0; i < amplitudes(); ++i)
    state[i] = {.re = given ? load<L>(inputs.data() + i * stride + group * kLane) : L{}, .im = L{}};
  if (!given) state[0].re = broadcast<L>(1);
}

template <class Real>
void Simulator<Real>::Program::measure(const Amplitude<L>* state, std::size_t group, std::span<Real> expectations) const {
  const std::size_t stride = Simulator::stride(count_);
  for (std::size_t o = 0; o < signs_.size(); ++o) {
    L even{};
    L odd{};
    for (std::size_t i = 0; i < amplitudes(); ++i) {
      const L probability = state[i].re * state[i].re + state[i].im * state[i].im;
      if (__builtin_parityll(i & signs_[o])) odd += probability;
      else even += probability;
    }
    store<L>(expectations.data() + o * stride + group * kLane, even - odd);
  }
}

// bra = (sum over o of upstream[o] * observable o) ket
template <class Real>
void Simulator<Real>::Program::observe(const Amplitude<L>* ket, Amplitude<L>* bra, std::size_t group,
                                       std::span<const Real> upstream) const {
  const std::size_t stride = Simulator::stride(count_);
  for (std::size_t i = 0; i < amplitudes(); ++i) {
    L value{};
    for (std::size_t o = 0; o < signs_.size(); ++o) {
      const L weight = load<L>(upstream.data() + o * stride + group * kLane);
      value = __builtin_parityll(i & signs_[o]) ? value - weight : value + weight;
    }
    bra[i] = {.re = value * ket[i].re, .im = value * ket[i].im};
  }
}

template <class Real>
void Simulator<Real>::Program::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                       std::span<Real> expectations) {
  const std::size_t stride = Simulator::stride(count);
  const std::size_t groups = stride / kLane;
  assert(inputs.size() >= inputs_ * stride && weights.size() >= weights_ && expectations.size() >= signs_.size() * stride);
  count_ = count;
  turn_shared(weights);
  group_turns_.reserve(groups * input_rows_.size());
  states_.reserve(groups * amplitudes());

  for_each_group(groups, threading(groups), [&](std::size_t, std::size_t group) {
    Amplitude<L>* const state = states_.data() + group * amplitudes();
    turn_group(group, inputs);
    prepare(state, group, inputs);
    for (const Step& step : steps_) step.kernels.apply(state, step.placement, turn(step, group));
    measure(state, group, expectations);
  });
}

template <class Real>
void Simulator<Real>::Program::reverse_group(std::size_t group, Amplitude<L>* bra, std::span<const Real> upstream,
                                             std::span<Real> input_gradient, L* weight_sums) {
  const std::size_t stride = Simulator::stride(count_);
  Amplitude<L>* const ket = states_.data() + group * amplitudes();
  const std::size_t first = std::min(weight_sums ? first_weight_step_ : steps_.size(),
                                     input_gradient.empty() ? steps_.size() : first_input_step_);
  observe(ket, bra, group, upstream);
  for (std::size_t s = steps_.size(); s-- > first;) {
    const Step& step = steps_[s];
    const L overlap = step.kernels.reverse(ket, bra, step.placement, turn(step, group));
    if (step.source == Angle::Source::weight && weight_sums) weight_sums[step.slot] += overlap * step.scale;
    if (step.source == Angle::Source::input && !input_gradient.empty()) {
      Real* const to = input_gradient.data() + step.slot * stride + group * kLane;
      store<L>(to, load<L>(to) + overlap * step.scale);
    }
  }
  if (preparation_ == Preparation::amplitudes && !input_gradient.empty())
    for (std::size_t i = 0; i < amplitudes(); ++i)
      store<L>(input_gradient.data() + i * stride + group * kLane, bra[i].re + bra[i].re);
}

template <class Real>
void Simulator<Real>::Program::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                        std::span<Real> input_gradient) {
  const std::size_t stride = Simulator::stride(count_);
  const std::size_t groups = stride / kLane;
  const std::size_t blocks = blocks_of(groups);
  assert(upstream.size() >= signs_.size() * stride);
  bras_.reserve(blocks * amplitudes());
  L* const weight_sums = weight_gradient.empty() ? nullptr : weight_sums_.reserve(blocks * weights_);
  if (weight_sums) std::fill_n(weight_sums, blocks * weights_, L{});
  std::ranges::fill(input_gradient, Real(0));

  for_each_group(groups, threading(groups), [&](std::size_t block, std::size_t group) {
    reverse_group(group, bras_.data() + block * amplitudes(), upstream, input_gradient,
                  weight_sums ? weight_sums + block * weights_ : nullptr);
  });

  if (weight_sums)
    for (std::size_t block = 0; block < blocks; ++block)
      for (std::size_t w = 0; w < weights_; ++w) weight_gradient[w] += sum(weight_sums[block * weights_ + w]);
}

template <class Real>
Simulator<Real>::Simulator(const Circuit& circuit, const std::vector<ZString>& observables)
    : program_(std::make_unique<Program>(circuit, observables)) {}
template <class Real>
Simulator<Real>::Simulator(Simulator&&) noexcept = default;
template <class Real>
Simulator<Real>& Simulator<Real>::operator=(Simulator&&) noexcept = default;
template <class Real>
Simulator<Real>::~Simulator() = default;

template <class Real>
std::size_t Simulator<Real>::inputs() const {
  return program_->inputs();
}
template <class Real>
std::size_t Simulator<Real>::weights() const {
  return program_->weights();
}
template <class Real>
std::size_t Simulator<Real>::observables() const {
  return program_->observables();
}

template <class Real>
std::size_t Simulator<Real>::stride(std::size_t count) {
  constexpr std::size_t kLane = kWidth<typename NativeLane<Real>::type>;
  return (count + kLane - 1) / kLane * kLane;
}

template <class Real>
void Simulator<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                              std::span<Real> expectations) {
  program_->forward(count, inputs, weights, expectations);
}

template <class Real>
void Simulator<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient) {
  program_->backward(upstream, weight_gradient, input_gradient);
}

template class Simulator<float>;
template class Simulator<double>;

}  // namespace quanvas::sim
