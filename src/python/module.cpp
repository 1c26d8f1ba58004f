// The module quanvas._core: what the Python package takes from the engine.
#include <pybind11/pybind11.h>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "python/bindings.hpp"

PYBIND11_MODULE(_core, module) {
  pybind11::options options;
  options.disable_function_signatures();
  module.doc() = "The compiled part of quanvas; what is public of it is in quanvas itself.";
  pybind11::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const quanvas::Error& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
  module.def("usable_cores", &quanvas::usable_cores, "The cores that this process is allowed to run on.");
  quanvas::python::bind_angles(module);
  quanvas::python::bind_circuit(module);
  quanvas::python::bind_layers(module);
  quanvas::python::bind_models(module);
}
