#include "python/evaluate.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "python/runners.hpp"
#include "sim/gradients.hpp"
#include "sim/shots.hpp"
#include "sim/state.hpp"

namespace quanvas::python {
namespace {

constexpr std::size_t kMostShots = 10'000'000;

void require_shots(std::size_t shots) {
  require(shots >= 1 && shots <= kMostShots, "shots = {}: from 1 to {}", shots, kMostShots);
}

// Inputs and weights as the circuit takes them, in their common precision.
struct Arguments {
  Argument inputs;
  Argument weights;
  trial::Precision precision;

  Arguments(const py::handle& inputs_, const py::handle& weights_)
      : inputs("inputs", inputs_), weights("weights", weights_) {
    const std::array<const Argument*, 2> both{&inputs, &weights};
    precision = common_precision(both);
  }

  template <class Real>
  Rows<Real> input_rows(const Circuit& circuit) const {
    return rows_of<Real>(inputs, circuit.ideal().inputs(), "the circuit");
  }
  template <class Real>
  Rows<Real> weight_vector(const Circuit& circuit) const {
    return vector_of<Real>(weights, circuit.ideal().weights(), "the circuit");
  }
};

std::vector<double> row_of(const Rows<double>& rows, std::size_t row) {
  std::vector<double> values(rows.columns);
  for (std::size_t s = 0; s < rows.columns; ++s)
    values[s] =
        rows.data[static_cast<std::ptrdiff_t>(row) * rows.row_step + static_cast<std::ptrdiff_t>(s) * rows.column_step];
  return values;
}

// One circuit after another, in double precision: calls work(row, inputs, weights) without the interpreter's lock.
struct OneByOne {
  Rows<double> inputs;
  std::vector<double> weights;

  OneByOne(const Circuit& circuit, const Arguments& arguments)
      : inputs(arguments.input_rows<double>(circuit)), weights(row_of(arguments.weight_vector<double>(circuit), 0)) {}

  template <class Work>
  void run(Work&& work) const {
    const py::gil_scoped_release unlocked;
    for (std::size_t row = 0; row < inputs.rows; ++row) work(row, row_of(inputs, row), weights);
  }
};

// [rows, ...], or [...] of a vector.
template <class T>
py::array_t<T> result_array(bool vector, std::size_t rows, std::initializer_list<std::size_t> rest) {
  std::vector<py::ssize_t> shape;
  if (!vector) shape.push_back(static_cast<py::ssize_t>(rows));
  for (const std::size_t size : rest) shape.push_back(static_cast<py::ssize_t>(size));
  return py::array_t<T>(shape);
}

py::array estimates(const Circuit& circuit, const Arguments& arguments, const ObservableTexts& texts, std::size_t shots,
                    std::uint64_t seed) {
  require_shots(shots);
  const OneByOne rows(circuit, arguments);
  const sim::Circuit noisy = circuit.noisy();
  const auto observables = texts.parse(noisy.wires());
  auto out = result_array<double>(rows.inputs.vector, rows.inputs.rows, {observables.size()});
  double* const values = out.mutable_data();
  rows.run([&](std::size_t row, const std::vector<double>& inputs, const std::vector<double>& weights) {
    const sim::Estimate estimate =
        sim::estimate(noisy, observables, inputs, weights,
                      {.shots = shots, .seed = seed, .replicate = static_cast<std::uint32_t>(row)});
    std::ranges::copy(estimate.values, values + row * observables.size());
  });
  return out;
}

struct JacobianArrays {
  py::array by_inputs;
  py::array by_weights;
};

// By the adjoint method, for the whole batch side by side.
template <class Real>
JacobianArrays side_by_side(const Circuit& circuit, const Arguments& arguments, const ObservableTexts& texts) {
  const Rows<Real> inputs = arguments.input_rows<Real>(circuit);
  const Rows<Real> weights = arguments.weight_vector<Real>(circuit);
  auto runner = circuit.runners().take<Real>(texts, Use::jacobian);
  const std::size_t observables = runner->observables();
  auto by_inputs = result_array<Real>(inputs.vector, inputs.rows, {observables, inputs.columns});
  auto by_weights = result_array<Real>(inputs.vector, inputs.rows, {observables, weights.columns});
  Real* const outs[] = {by_inputs.mutable_data(), by_weights.mutable_data()};
  {
    const py::gil_scoped_release unlocked;
    runner->load(inputs, weights);
    for (std::size_t o = 0; o < observables; ++o) {
      const std::span<const Real> slots = runner->input_gradient_of(o);
      for (std::size_t b = 0; b < inputs.rows; ++b) {
        const std::size_t at = b * observables + o;
        for (std::size_t s = 0; s < inputs.columns; ++s)
          outs[0][at * inputs.columns + s] = slots[s * runner->stride() + b];
        for (std::size_t w = 0; w < weights.columns; ++w)
          outs[1][at * weights.columns + w] = slots[(inputs.columns + w) * runner->stride() + b];
      }
    }
  }
  return {by_inputs, by_weights};
}

JacobianArrays one_by_one(const Circuit& circuit, const Arguments& arguments, const ObservableTexts& texts,
                          bool adjoint) {
  const OneByOne rows(circuit, arguments);
  const sim::Circuit noisy = circuit.noisy();
  const auto observables = texts.parse(noisy.wires());
  const std::size_t count = observables.size();
  auto by_inputs = result_array<double>(rows.inputs.vector, rows.inputs.rows, {count, noisy.inputs()});
  auto by_weights = result_array<double>(rows.inputs.vector, rows.inputs.rows, {count, noisy.weights()});
  double* const outs[] = {by_inputs.mutable_data(), by_weights.mutable_data()};
  rows.run([&](std::size_t row, const std::vector<double>& inputs, const std::vector<double>& weights) {
    const sim::Jacobian jacobian = adjoint ? sim::adjoint_jacobian(noisy, observables, inputs, weights)
                                           : sim::parameter_shift(noisy, observables, inputs, weights);
    for (std::size_t o = 0; o < count; ++o) {
      std::ranges::copy(jacobian.inputs[o], outs[0] + (row * count + o) * noisy.inputs());
      std::ranges::copy(jacobian.weights[o], outs[1] + (row * count + o) * noisy.weights());
    }
  });
  if (arguments.precision == trial::Precision::double_) return {by_inputs, by_weights};
  return {contiguous<float>(by_inputs), contiguous<float>(by_weights)};
}

}  // namespace

void use(const Threads& threads) {
  require(!threads || *threads >= 1, "threads = 0: 1 or more, or None for all usable cores");
  use_threads(threads.value_or(0));
}

py::array expectations(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                       const py::handle& observables, std::size_t shots, std::uint64_t seed, const Threads& threads) {
  const Arguments arguments(inputs, weights);
  const ObservableTexts texts(observables);
  use(threads);
  if (shots > 0) return estimates(circuit, arguments, texts, shots, seed);
  return trial::with_real(arguments.precision, [&]<class Real>() -> py::array {
    const Rows<Real> in = arguments.input_rows<Real>(circuit);
    const Rows<Real> w = arguments.weight_vector<Real>(circuit);
    auto runner = circuit.runners().take<Real>(texts, Use::expectations);
    auto out = result_array<Real>(in.vector, in.rows, {runner->observables()});
    Real* const values = out.mutable_data();
    {
      const py::gil_scoped_release unlocked;
      runner->load(in, w);
      runner->forward();
      runner->read_expectations(values);
    }
    return out;
  });
}

py::array probabilities(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                        const Threads& threads) {
  const Arguments arguments(inputs, weights);
  use(threads);
  return trial::with_real(arguments.precision, [&]<class Real>() -> py::array {
    const Rows<Real> in = arguments.input_rows<Real>(circuit);
    const Rows<Real> w = arguments.weight_vector<Real>(circuit);
    auto runner = circuit.runners().take<Real>(ObservableTexts(py::none()), Use::probabilities);
    auto out = result_array<Real>(in.vector, in.rows, {std::size_t{1} << circuit.ideal().wires()});
    Real* const values = out.mutable_data();
    {
      const py::gil_scoped_release unlocked;
      runner->load(in, w);
      runner->forward();
      runner->read_probabilities(values);
    }
    return out;
  });
}

py::array state(const Circuit& circuit, const py::handle& inputs, const py::handle& weights, const Threads& threads) {
  const sim::Circuit noisy = circuit.noisy();
  require(!noisy.noisy(), "state: with noise it is a density matrix; probabilities() gives its diagonal");
  const OneByOne rows(circuit, Arguments(inputs, weights));
  use(threads);
  const std::size_t states = std::size_t{1} << noisy.wires();
  auto out = result_array<std::complex<double>>(rows.inputs.vector, rows.inputs.rows, {states});
  std::complex<double>* const amplitudes = out.mutable_data();
  rows.run([&](std::size_t row, const std::vector<double>& in, const std::vector<double>& w) {
    const sim::State state(noisy, in, w);
    for (std::size_t p = 0; p < states; ++p) amplitudes[row * states + p] = state.amplitude(p);
  });
  return out;
}

py::array samples(const Circuit& circuit, const py::handle& inputs, const py::handle& weights, std::size_t shots,
                  std::uint64_t seed, const Threads& threads) {
  require_shots(shots);
  const OneByOne rows(circuit, Arguments(inputs, weights));
  use(threads);
  const sim::Circuit noisy = circuit.noisy();
  const std::size_t wires = noisy.wires();
  auto out = result_array<std::uint8_t>(rows.inputs.vector, rows.inputs.rows, {shots, wires});
  std::uint8_t* const bits = out.mutable_data();
  rows.run([&](std::size_t row, const std::vector<double>& in, const std::vector<double>& w) {
    const auto replicate = static_cast<std::uint32_t>(row);
    const sim::SampledEstimate sampled =
        sim::sample(noisy, {sim::z(Wire(0))}, in, w, {.shots = shots, .seed = seed, .replicate = replicate});
    std::vector<std::size_t> drawn;
    for (const sim::Count& count : sampled.samples.at(0).counts) drawn.insert(drawn.end(), count.times, count.state);
    RandomStream(seed, "order of samples", replicate).shuffle(std::span(drawn));
    std::uint8_t* bit = bits + row * shots * wires;
    for (const std::size_t state : drawn)
      for (std::size_t i = wires; i-- > 0;) *bit++ = static_cast<std::uint8_t>(state >> i & 1);
  });
  return out;
}

py::tuple vjp(const Circuit& circuit, const py::handle& inputs, const py::handle& weights, const py::handle& upstream,
              const py::handle& observables, const Threads& threads) {
  const Arguments arguments(inputs, weights);
  const Argument given("upstream", upstream);
  const ObservableTexts texts(observables);
  use(threads);
  return trial::with_real(arguments.precision, [&]<class Real>() -> py::tuple {
    const Rows<Real> in = arguments.input_rows<Real>(circuit);
    const Rows<Real> w = arguments.weight_vector<Real>(circuit);
    auto runner = circuit.runners().take<Real>(texts, Use::expectations);
    const Rows<Real> up = rows_of<Real>(given, runner->observables(), "the circuit with these observables");
    if (up.rows != in.rows || up.vector != in.vector)
      fail("upstream: shape {}, where inputs of shape {} and {} observables take one of each circuit",
           shape_text(*given.array), arguments.inputs.array ? shape_text(*arguments.inputs.array) : "[]",
           runner->observables());
    auto by_inputs = result_array<Real>(in.vector, in.rows, {in.columns});
    auto by_weights = result_array<Real>(true, 1, {w.columns});
    Real* const outs[] = {by_inputs.mutable_data(), by_weights.mutable_data()};
    {
      const py::gil_scoped_release unlocked;
      runner->load(in, w);
      runner->backward(up, in.columns > 0 ? outs[0] : nullptr, w.columns > 0 ? outs[1] : nullptr);
    }
    return py::make_tuple(by_inputs, by_weights);
  });
}

py::tuple jacobian(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                   const py::handle& observables, std::string_view method, const Threads& threads) {
  require(method == "adjoint" || method == "shift", "method = \"{}\": adjoint or shift", method);
  const Arguments arguments(inputs, weights);
  const ObservableTexts texts(observables);
  use(threads);
  const bool alone = circuit.ideal().preparation() == sim::Preparation::amplitudes;
  require(method == "adjoint" || !alone, "method = \"shift\": inputs that are amplitudes have no shift rule");
  const JacobianArrays arrays = method == "shift" || alone ? one_by_one(circuit, arguments, texts, method == "adjoint")
                                                           : trial::with_real(arguments.precision, [&]<class Real>() {
                                                               return side_by_side<Real>(circuit, arguments, texts);
                                                             });
  return py::make_tuple(arrays.by_inputs, arrays.by_weights);
}

}  // namespace quanvas::python
