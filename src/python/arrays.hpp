// NumPy arrays as arguments and results: which are taken, and what is said of those that are not. Called with the
// interpreter's lock held, but for the functions that copy numbers.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "trial/choices.hpp"

namespace quanvas::python {

namespace py = pybind11;

// "[5, 3]"
std::string shape_text(const py::array& array);

// An argument as an array of float32 or float64; nothing for None. What is no array (numbers, lists, tensors) becomes
// one; whole numbers in it become float64. Throws Error, which names the argument, for an array of another dtype.
struct Argument {
  std::string_view name;
  std::optional<py::array> array;
  bool converted = false;  // from Python's numbers, which have no precision of their own

  Argument(std::string_view name_, const py::handle& given);

  trial::Precision precision() const;
};

// That of the arguments that are there: of arrays before that of lists; double where there are none. Throws Error where
// two arrays differ, with both.
trial::Precision common_precision(std::span<const Argument* const> arguments);

// The numbers of an argument in one precision, where they lie. [rows, columns]; a vector is one row.
template <class Real>
struct Rows {
  py::array owner;
  const Real* data = nullptr;
  std::size_t rows = 1;
  std::size_t columns = 0;
  std::ptrdiff_t row_step = 0;  // in numbers
  std::ptrdiff_t column_step = 1;
  bool vector = true;
};

// Throws Error with both shapes where the argument is neither [batch, columns] nor [columns]; None is a vector of no
// numbers.
template <class Real>
Rows<Real> rows_of(const Argument& argument, std::size_t columns, std::string_view what);

// The same for one vector. Throws Error with both shapes.
template <class Real>
Rows<Real> vector_of(const Argument& argument, std::size_t count, std::string_view what);

// The array contiguous and in this precision, with a copy where it is not.
template <class Real>
py::array_t<Real> contiguous(const py::array& array) {
  return py::array_t<Real, py::array::c_style | py::array::forcecast>(array);
}

// [rows, columns] -> [columns, stride]; what is past the last row becomes zero.
template <class Real>
void to_slots(const Rows<Real>& rows, std::size_t stride, std::span<Real> slots);

// [columns, stride] -> [rows, columns], row by row.
template <class Real>
void from_slots(std::span<const Real> slots, std::size_t stride, std::size_t rows, std::size_t columns, Real* out);

// [rows, columns], or [columns] of a vector.
template <class Real>
py::array_t<Real> result_array(bool vector, std::size_t rows, std::size_t columns) {
  if (vector) return py::array_t<Real>(static_cast<py::ssize_t>(columns));
  return py::array_t<Real>({static_cast<py::ssize_t>(rows), static_cast<py::ssize_t>(columns)});
}

}  // namespace quanvas::python
