// The simulator's training step against what the core can do. Every benchmark carries its goal in milliseconds, as measured
// on one Zen 5 core with AVX-512, and reports the ratio to it (above 1 is faster than the goal); `peak_GFLOPs` of the same
// run is the core's own multiply-add rate.
#include <benchmark/benchmark.h>

#include "base/random.hpp"
#include "hybrid/ansatz.hpp"
#include "nn/tensor.hpp"
#include "sim/lane.hpp"
#include "sim/simulator.hpp"

namespace {

using namespace quanvas;

template <class Real>
void peak(benchmark::State& state) {
  using L = typename sim::NativeLane<Real>::type;
  constexpr std::size_t kChains = 12;  // enough to hide the latency of two multiply-add units
  L a[kChains];
  for (std::size_t i = 0; i < kChains; ++i) a[i] = sim::broadcast<L>(static_cast<Real>(i));
  const L x = sim::broadcast<L>(static_cast<Real>(0.999));
  const L y = sim::broadcast<L>(static_cast<Real>(0.001));
  constexpr int kRounds = 1000;
  for (auto _ : state) {
    for (int r = 0; r < kRounds; ++r)
      for (auto& chain : a) chain = chain * x + y;
    benchmark::DoNotOptimize(a);
  }
  state.counters["peak_GFLOPs"] = benchmark::Counter(2e-9 * kChains * kRounds * sim::kWidth<L>, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK_TEMPLATE(peak, float);
BENCHMARK_TEMPLATE(peak, double);

struct Workload {
  std::size_t circuits;
  std::size_t repetitions;
  bool input_gradient;
  double goal;  // milliseconds
};

// Forward and vector-Jacobian product of a quanvolutional layer's circuits on random patches.
template <class Real>
void training_step(benchmark::State& state, const Workload& work) {
  const auto circuit = hybrid::quanvolution_circuit(4, work.repetitions, trial::EncodingRepeat::every);
  sim::Simulator<Real> simulator(circuit, hybrid::head_observables(4, 4, trial::HeadWires::first));
  const std::size_t stride = simulator.stride(work.circuits);
  nn::AlignedVector<Real> inputs(4 * stride), weights(circuit.weights()), expectations(4 * stride), upstream(4 * stride);
  nn::AlignedVector<Real> weight_gradient(circuit.weights()), input_gradient(work.input_gradient ? 4 * stride : 0);
  RandomStream stream(1, "perf");
  for (auto* values : {&inputs, &weights, &upstream})
    for (Real& value : *values) value = static_cast<Real>(stream.uniform());
  for (auto _ : state) {
    simulator.forward(work.circuits, inputs, weights, expectations);
    simulator.backward(upstream, weight_gradient, input_gradient);
    benchmark::DoNotOptimize(weight_gradient.data());
  }
  state.counters["circuits"] = benchmark::Counter(static_cast<double>(work.circuits), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["vs_goal"] = benchmark::Counter(work.goal * 1e-3, benchmark::Counter::kIsIterationInvariantRate);
}

void W1_float(benchmark::State& state) {
  training_step<float>(state, {.circuits = 3136, .repetitions = 4, .input_gradient = false, .goal = 0.10});
}
void W1_double(benchmark::State& state) {
  training_step<double>(state, {.circuits = 3136, .repetitions = 4, .input_gradient = false, .goal = 0.19});
}
void W2_float(benchmark::State& state) {
  training_step<float>(state, {.circuits = 3136, .repetitions = 1, .input_gradient = true, .goal = 0.037});
}
BENCHMARK(W1_float)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(W1_double)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(W2_float)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
