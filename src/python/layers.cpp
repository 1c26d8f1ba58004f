#include "python/layers.hpp"

#include <algorithm>
#include <array>

#include <pybind11/stl.h>

#include "base/error.hpp"

namespace quanvas::python {
namespace {

constexpr std::size_t kMostIdle = 4;

template <class Real>
class CircuitPass final : public Pass {
 public:
  explicit CircuitPass(Runners::Lease<Real> runner) : runner_(std::move(runner)) {}

  py::tuple backward(const py::array& upstream, bool inputs, bool weights, const Threads& threads) override {
    use(threads);
    const Argument given("upstream", upstream);
    const Rows<Real> rows = rows_of<Real>(given, runner_->observables(), "the layer");
    if (rows.rows != runner_->count())
      fail("upstream: shape {}, where the layer's output is [{}, {}]", shape_text(upstream), runner_->count(),
           runner_->observables());
    std::optional<py::array_t<Real>> by_inputs;
    std::optional<py::array_t<Real>> by_weights;
    if (inputs) by_inputs = result_array<Real>(false, runner_->count(), runner_->inputs());
    if (weights) by_weights = result_array<Real>(true, 1, runner_->weights());
    Real* const outs[] = {inputs ? by_inputs->mutable_data() : nullptr, weights ? by_weights->mutable_data() : nullptr};
    {
      const py::gil_scoped_release unlocked;
      runner_->backward(rows, outs[0], outs[1]);
    }
    return py::make_tuple(by_inputs, by_weights);
  }

 private:
  Runners::Lease<Real> runner_;
};

nn::Shape shape_of(const py::array& images) {
  if (images.ndim() != 4)
    fail("images: shape {}, where a quanvolution takes [batch, channels, height, width]", shape_text(images));
  const auto size = [&](int d) { return static_cast<std::size_t>(images.shape(d)); };
  return {size(0), size(1), size(2), size(3)};
}

template <class Real>
py::array_t<Real> array_of_shape(const nn::Shape& shape) {
  std::vector<py::ssize_t> sizes;
  for (std::size_t d = 0; d < shape.rank(); ++d) sizes.push_back(static_cast<py::ssize_t>(shape[d]));
  return py::array_t<Real>(sizes);
}

template <class Real>
class QuanvolutionPass final : public Pass {
 public:
  QuanvolutionPass(std::shared_ptr<Quanvolution> home, std::unique_ptr<Quanvolution::Run<Real>> run, bool through)
      : home_(std::move(home)), run_(std::move(run)), through_(through) {}
  ~QuanvolutionPass() override { home_->put(std::move(run_), through_); }

  py::tuple backward(const py::array& upstream, bool inputs, bool weights, const Threads& threads) override {
    use(threads);
    const nn::Shape shape = home_->output_shape(run_->input.shape());
    if (upstream.ndim() != 4 || shape_of(upstream) != shape)
      fail("upstream: shape {}, where the layer's output is {}", shape_text(upstream), shape.text());
    const py::array_t<Real> given = contiguous<Real>(upstream);
    std::optional<py::array_t<Real>> by_inputs;
    std::optional<py::array_t<Real>> by_weights;
    if (inputs) by_inputs = array_of_shape<Real>(run_->input.shape());
    if (weights) by_weights = result_array<Real>(true, 1, run_->layer.weights().value.size());
    const Real* const from = given.data();
    Real* const outs[] = {inputs ? by_inputs->mutable_data() : nullptr, weights ? by_weights->mutable_data() : nullptr};
    {
      const py::gil_scoped_release unlocked;
      run_->upstream.resize(shape);
      std::copy_n(from, shape.size(), run_->upstream.data());
      run(outs[0], outs[1]);
    }
    return py::make_tuple(by_inputs, by_weights);
  }

 private:
  void run(Real* by_inputs, Real* by_weights) {
    auto& [layer, input, upstream, fresh] = *run_;
    if (!fresh) layer.forward(input);
    fresh = false;
    const auto wanted = by_inputs ? nn::InputGradient::wanted : nn::InputGradient::unwanted;
    const nn::Tensor<Real>& gradient = layer.backward(input, upstream, wanted);
    if (by_inputs) std::copy_n(gradient.data(), gradient.size(), by_inputs);
    if (by_weights) std::ranges::copy(layer.weights().gradient, by_weights);
  }

  std::shared_ptr<Quanvolution> home_;
  std::unique_ptr<Quanvolution::Run<Real>> run_;
  bool through_;
};

hybrid::PatchCircuit patch_circuit(const Circuit& circuit, const ObservableTexts& observables) {
  const sim::Circuit noisy = circuit.noisy();
  return {noisy, circuit.encoding().value_or(hybrid::plain_features(noisy.inputs())), observables.parse(noisy.wires())};
}

}  // namespace

Forward circuit_forward(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                        const ObservableTexts& observables, bool keep, const Threads& threads) {
  const Argument in("inputs", inputs);
  const Argument w("weights", weights);
  const std::array<const Argument*, 2> both{&in, &w};
  use(threads);
  return trial::with_real(common_precision(both), [&]<class Real>() -> Forward {
    const Rows<Real> rows = rows_of<Real>(in, circuit.ideal().inputs(), "the circuit");
    const Rows<Real> vector = vector_of<Real>(w, circuit.ideal().weights(), "the circuit");
    auto runner = circuit.runners().take<Real>(observables, Use::expectations);
    Forward result{.output = result_array<Real>(false, rows.rows, runner->observables()), .pass = nullptr};
    Real* const values = static_cast<Real*>(result.output.mutable_data());
    {
      const py::gil_scoped_release unlocked;
      runner->load(rows, vector);
      runner->forward();
      runner->read_expectations(values);
    }
    if (keep) result.pass = std::make_unique<CircuitPass<Real>>(std::move(runner));
    return result;
  });
}

Quanvolution::Quanvolution(const Circuit& circuit, const ObservableTexts& observables,
                           const hybrid::Quanv2dOptions& options)
    : circuit_(circuit),
      observables_(observables),
      options_(options),
      patch_circuit_(patch_circuit(circuit, observables)),
      size_(patch_circuit_.size()) {
  put(take<float>(false), false);
}

template <>
std::vector<Quanvolution::Idle<float>>& Quanvolution::idle<float>() {
  return idle_float_;
}
template <>
std::vector<Quanvolution::Idle<double>>& Quanvolution::idle<double>() {
  return idle_double_;
}

template <class Real>
std::unique_ptr<Quanvolution::Run<Real>> Quanvolution::take(bool through) {
  {
    const std::lock_guard lock(mutex_);
    auto& runs = idle<Real>();
    const auto found = std::ranges::find(runs, through, &Idle<Real>::through);
    if (found != runs.end()) {
      std::unique_ptr<Run<Real>> run = std::move(found->run);
      runs.erase(found);
      return run;
    }
  }
  hybrid::Quanv2dOptions options = options_;
  options.through = through ? nn::InputGradient::wanted : nn::InputGradient::unwanted;
  return std::make_unique<Run<Real>>(
      Run<Real>{.layer = hybrid::Quanv2d<Real>(options, patch_circuit_), .input = {}, .upstream = {}});
}

template <class Real>
void Quanvolution::put(std::unique_ptr<Run<Real>> run, bool through) {
  const std::lock_guard lock(mutex_);
  auto& runs = idle<Real>();
  if (runs.size() < kMostIdle) runs.push_back({.through = through, .run = std::move(run)});
}

Forward Quanvolution::forward(const py::handle& images, const py::handle& weights, bool keep, bool through,
                              const Threads& threads) {
  const Argument given("images", images);
  const Argument w("weights", weights);
  require(given.array.has_value(), "images: None, where a quanvolution takes [batch, channels, height, width]");
  const std::array<const Argument*, 2> both{&given, &w};
  const nn::Shape shape = shape_of(*given.array);
  const nn::Shape output = output_shape(shape);
  use(threads);
  return trial::with_real(common_precision(both), [&]<class Real>() -> Forward {
    const py::array_t<Real> maps = contiguous<Real>(*given.array);
    const Rows<Real> vector = vector_of<Real>(w, circuit_.ideal().weights(), "the circuit");
    auto run = take<Real>(through);
    Forward result{.output = array_of_shape<Real>(output), .pass = nullptr};
    const Real* const from = maps.data();
    Real* const values = static_cast<Real*>(result.output.mutable_data());
    {
      const py::gil_scoped_release unlocked;
      run->input.resize(shape);
      std::copy_n(from, shape.size(), run->input.data());
      for (std::size_t i = 0; i < vector.columns; ++i)
        run->layer.weights().value[i] = vector.data[static_cast<std::ptrdiff_t>(i) * vector.column_step];
      const nn::Tensor<Real>& maps_out = run->layer.forward(run->input);
      std::copy_n(maps_out.data(), maps_out.size(), values);
      run->fresh = true;
    }
    if (keep) result.pass = std::make_unique<QuanvolutionPass<Real>>(shared_from_this(), std::move(run), through);
    else put(std::move(run), through);
    return result;
  });
}

}  // namespace quanvas::python
