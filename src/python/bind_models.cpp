#include <numeric>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "python/bindings.hpp"
#include "python/circuit.hpp"

namespace quanvas::python {
namespace {

namespace py = pybind11;

template <class Real>
py::dict weights_of(model::Network<Real> network) {
  py::dict all;
  for (nn::Sequential<Real>* const part : {&network.fixed, &network.trained})
    for (const nn::Parameter<Real>* const parameter : part->parameters())
      all[py::str(parameter->name)] =
          py::array_t<Real>(static_cast<py::ssize_t>(parameter->value.size()), parameter->value.data());
  return all;
}

py::dict initial_weights(const std::string& model, const std::array<std::size_t, 3>& image,
                         const py::kwargs& parameters) {
  const model::ImageFormat images{.height = image[1], .width = image[2], .channels = image[0]};
  const trial::TrialSpec spec = trial_of_model(model, images, texts_of(parameters));
  return trial::with_real(spec.precision, [&]<class Real>() { return weights_of(model::build<Real>(spec, images)); });
}

py::array_t<std::int64_t> permutation(RandomStream& stream, std::size_t count) {
  py::array_t<std::int64_t> order(static_cast<py::ssize_t>(count));
  const std::span<std::int64_t> items(order.mutable_data(), count);
  std::iota(items.begin(), items.end(), std::int64_t{0});
  stream.shuffle(items);
  return order;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> texts_of(const py::kwargs& parameters) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [key, value] : parameters) {
    std::string text;
    if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value)) {
      for (const py::handle& entry : value) text += (text.empty() ? "" : ",") + py::str(entry).cast<std::string>();
    } else {
      text = py::str(value).cast<std::string>();
    }
    texts.emplace_back(key.cast<std::string>(), std::move(text));
  }
  return texts;
}

void bind_models(py::module_& module) {
  module.def(
      "initial_weights", &initial_weights, py::arg("model") = "resqunn",
      py::arg("image") = std::array<std::size_t, 3>{1, 28, 28},
      "What the weights of a trial's network start with: its layers' parameters by their names, float32 or float64 as\n"
      "`precision` says, in one vector each (a dense layer's matrix [outputs, inputs] row by row, and its bias).\n\n"
      "image: [channels, height, width] of the images. Further arguments are parameters of a trial (`quanvas "
      "params`),\n"
      "as wiring=\"O1+O2\", depths=[4, 1], seed=3. Raises ValueError for those that the model does not read.");
  py::class_<RandomStream>(
      module, "RandomStream",
      "Random numbers as the program draws them: RandomStream(seed, name, replicate=0). The same three give the\n"
      "same numbers everywhere (Philox 4x32-10; Salmon et al., SC'11). Epoch e of a training shuffles its images\n"
      "as RandomStream(seed, \"batches\", e).permutation(images) does, e from 0.")
      .def(py::init<std::uint64_t, std::string_view, std::uint32_t>(), py::arg("seed"), py::arg("name"),
           py::arg("replicate") = 0)
      .def("permutation", &permutation, py::arg("count"), "0 .. count - 1 in random order, int64 [count].")
      .def(
          "uniform", [](RandomStream& stream) { return stream.uniform(); }, "The next number, uniform on [0, 1).");
}

}  // namespace quanvas::python
