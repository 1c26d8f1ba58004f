#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "base/error.hpp"
#include "python/angles.hpp"
#include "python/bindings.hpp"

namespace quanvas::python {
namespace {

namespace py = pybind11;

GivenAngle parameter(sim::Angle::Source source, const py::object& slot) {
  GivenAngle angle{.source = source};
  if (py::isinstance<py::str>(slot)) angle.slot = slot.cast<std::string>();
  else if (py::isinstance<py::int_>(slot) && slot.cast<long long>() >= 0) angle.slot = slot.cast<std::size_t>();
  else fail("a parameter is called by its name or by its number from 0, not {}", py::repr(slot).cast<std::string>());
  return angle;
}

GivenAngle scaled(GivenAngle angle, double factor) {
  angle.scale *= factor;
  angle.offset *= factor;
  return angle;
}
GivenAngle moved(GivenAngle angle, double by) {
  angle.offset += by;
  return angle;
}

std::string text(const GivenAngle& angle) {
  const bool input = angle.source == sim::Angle::Source::input;
  const auto* name = std::get_if<std::string>(&angle.slot);
  std::string text =
      fmt::format("quanvas.{}({})", input ? "input" : "weight",
                  name ? fmt::format("\"{}\"", *name) : fmt::format("{}", std::get<std::size_t>(angle.slot)));
  if (angle.scale != 1) text = fmt::format("{} * {}", angle.scale, text);
  if (angle.offset != 0) text += fmt::format(" + {}", angle.offset);
  return text;
}

}  // namespace

GivenAngle given_angle(const py::handle& given) {
  if (py::isinstance<GivenAngle>(given)) return given.cast<GivenAngle>();
  if (PyNumber_Check(given.ptr()) == 1 && !PyComplex_Check(given.ptr()))
    return {.offset = py::float_(py::reinterpret_borrow<py::object>(given))};
  fail("an angle is a number in radians, quanvas.input(...) or quanvas.weight(...), not {}",
       py::repr(given).cast<std::string>());
}

void bind_angles(py::module_& module) {
  py::class_<GivenAngle>(
      module, "Angle",
      "An angle in radians that depends on an input or a weight: scale * parameter + offset. Made by input() and\n"
      "weight(), multiplied by numbers and added to them.")
      .def("__mul__", &scaled)
      .def("__rmul__", &scaled)
      .def("__truediv__", [](const GivenAngle& angle, double by) { return scaled(angle, 1 / by); })
      .def("__neg__", [](const GivenAngle& angle) { return scaled(angle, -1); })
      .def("__add__", &moved)
      .def("__radd__", &moved)
      .def("__sub__", [](const GivenAngle& angle, double by) { return moved(angle, -by); })
      .def("__rsub__", [](const GivenAngle& angle, double from) { return moved(scaled(angle, -1), from); })
      .def("__repr__", &text);
  module.def(
      "input", [](const py::object& slot) { return parameter(sim::Angle::Source::input, slot); }, py::arg("name"),
      "The input of a circuit with this name, or this number from 0, as an angle (radians). Data: each circuit of a\n"
      "batch has its own.");
  module.def(
      "weight", [](const py::object& slot) { return parameter(sim::Angle::Source::weight, slot); }, py::arg("name"),
      "The weight of a circuit with this name, or this number from 0, as an angle (radians). Trained: all circuits of "
      "a\n"
      "batch share it.");
}

}  // namespace quanvas::python
