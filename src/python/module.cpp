// The module quanvas._core: what the Python package takes from the engine.
#include <pybind11/pybind11.h>

#include "base/error.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled part of quanvas.";
  pybind11::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const quanvas::Error& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
}
