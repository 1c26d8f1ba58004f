#include <pybind11/stl.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "hybrid/ansatz.hpp"
#include "python/bindings.hpp"
#include "python/layers.hpp"

namespace quanvas::python {
namespace {

namespace py = pybind11;

template <class Enum>
Enum choice(std::string_view option, std::string_view text) {
  const auto value = parse_name<Enum>(text);
  require(value.has_value(), "{} = \"{}\": one of {}", option, text, fmt::join(names_of<Enum>, ", "));
  return *value;
}

py::tuple both(Forward&& forward) {
  return py::make_tuple(std::move(forward.output), forward.pass ? py::cast(std::move(forward.pass)) : py::none());
}

std::shared_ptr<Quanvolution> quanvolution(const Circuit& circuit, const py::object& observables, std::size_t kernel,
                                           std::size_t stride, std::size_t padding, const std::string& channels,
                                           const std::string& channel) {
  return std::make_shared<Quanvolution>(
      circuit, ObservableTexts(observables),
      hybrid::Quanv2dOptions{.grid = {.kernel = kernel, .stride = stride, .padding = padding},
                             .channels = choice<hybrid::PatchChannels>("channels", channels),
                             .channel = choice<trial::ChannelReduction>("channel", channel)});
}

py::tuple output_shape(const Quanvolution& layer, std::size_t batch, std::size_t channels, std::size_t height,
                       std::size_t width) {
  const nn::Shape shape = layer.output_shape({batch, channels, height, width});
  return py::make_tuple(shape[0], shape[1], shape[2], shape[3]);
}

template <class Real>
py::array angles(const std::string& init, std::size_t count, std::uint64_t seed, const std::string& name) {
  py::array_t<Real> values(static_cast<py::ssize_t>(count));
  hybrid::initialise_angles<Real>(choice<trial::Init>("init", init), RandomStream(seed, name),
                                  {values.mutable_data(), count});
  return values;
}

}  // namespace

void bind_layers(py::module_& module) {
  py::class_<Pass>(module, "Pass", "What a forward pass keeps for its backward pass.")
      .def("backward", &Pass::backward, py::arg("upstream"), py::arg("inputs"), py::arg("weights"),
           py::arg("threads") = py::none(),
           "(by the inputs or None, by the weights or None) for upstream gradients of the output's shape.");
  module.def(
      "circuit_forward",
      [](const Circuit& circuit, const py::object& inputs, const py::object& weights, const py::object& observables,
         bool keep, const Threads& threads) {
        return both(circuit_forward(circuit, inputs, weights, ObservableTexts(observables), keep, threads));
      },
      py::arg("circuit"), py::arg("inputs"), py::arg("weights"), py::arg("observables"), py::arg("keep"),
      py::arg("threads"), "(expectation values [batch, observables], Pass or None).");
  py::class_<Quanvolution, std::shared_ptr<Quanvolution>>(module, "Quanvolution",
                                                          "A quanvolution whose weights are given with every call.")
      .def(py::init(&quanvolution), py::arg("circuit"), py::arg("observables"), py::arg("kernel"), py::arg("stride"),
           py::arg("padding"), py::arg("channels"), py::arg("channel"))
      .def("output_shape", &output_shape, "[batch, maps, rows, columns] for images of this shape.")
      .def_property_readonly("maps",
                             [](const Quanvolution& layer) {
                               return hybrid::maps_per_patch(layer.options().channel, layer.size().observables);
                             })
      .def(
          "forward",
          [](Quanvolution& layer, const py::object& images, const py::object& weights, bool keep, bool through,
             const Threads& threads) { return both(layer.forward(images, weights, keep, through, threads)); },
          py::arg("images"), py::arg("weights"), py::arg("keep"), py::arg("through"), py::arg("threads"),
          "(maps [batch, maps, rows, columns], Pass or None).");
  module.def(
      "initial_angles",
      [](std::size_t count, const std::string& init, std::uint64_t seed, const std::string& name,
         const std::string& dtype) {
        require(dtype == "float32" || dtype == "float64", "dtype = \"{}\": float32 or float64", dtype);
        return dtype == "float32" ? angles<float>(init, count, seed, name) : angles<double>(init, count, seed, name);
      },
      py::arg("count"), py::kw_only(), py::arg("init") = "uniform_2pi", py::arg("seed") = 0, py::arg("name") = "init",
      py::arg("dtype") = "float64",
      "Initial weights of circuits [count], radians, as the program draws them: uniform_2pi, uniform_pi, uniform_1,\n"
      "normal_1, normal_0.1 or zeros, from the random stream of a seed and a name.");
}

}  // namespace quanvas::python
