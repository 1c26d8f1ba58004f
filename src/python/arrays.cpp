#include "python/arrays.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace quanvas::python {
namespace {

bool is_float(const py::array& array) {
  return py::isinstance<py::array_t<float>>(array) || py::isinstance<py::array_t<double>>(array);
}

// A tile of rows whose columns are copied one after the other, so that each stays in the cache meanwhile.
constexpr std::size_t kTile = 256;

template <std::size_t Columns, class Real>
void spread(const Real* rows, std::size_t count, std::size_t stride, Real* slots) {
  for (std::size_t b = 0; b < count; ++b)
    for (std::size_t s = 0; s < Columns; ++s) slots[s * stride + b] = rows[b * Columns + s];
}

template <std::size_t Columns, class Real>
void gather(const Real* slots, std::size_t count, std::size_t stride, Real* rows) {
  for (std::size_t b = 0; b < count; ++b)
    for (std::size_t s = 0; s < Columns; ++s) rows[b * Columns + s] = slots[s * stride + b];
}

template <class Real>
Rows<Real> view(const Argument& argument) {
  py::array array = *argument.array;
  if (argument.converted || !py::isinstance<py::array_t<Real>>(array)) array = contiguous<Real>(array);
  const auto whole = [&](py::ssize_t step) { return step % static_cast<py::ssize_t>(sizeof(Real)) == 0; };
  bool aligned = reinterpret_cast<std::uintptr_t>(array.data()) % alignof(Real) == 0;
  for (py::ssize_t d = 0; d < array.ndim(); ++d) aligned = aligned && whole(array.strides(d));
  if (!aligned) array = py::module_::import("numpy").attr("array")(array, py::arg("copy") = true);
  Rows<Real> rows{.owner = array, .data = static_cast<const Real*>(array.data())};
  constexpr auto kSize = static_cast<py::ssize_t>(sizeof(Real));
  rows.vector = array.ndim() == 1;
  rows.rows = rows.vector ? 1 : static_cast<std::size_t>(array.shape(0));
  rows.row_step = rows.vector ? array.shape(0) : array.strides(0) / kSize;
  rows.columns = static_cast<std::size_t>(array.shape(array.ndim() - 1));
  rows.column_step = array.strides(array.ndim() - 1) / kSize;
  return rows;
}

}  // namespace

std::string shape_text(const py::array& array) {
  std::string text = "[";
  for (py::ssize_t d = 0; d < array.ndim(); ++d) text += fmt::format("{}{}", d > 0 ? ", " : "", array.shape(d));
  return text + "]";
}

Argument::Argument(std::string_view name_, const py::handle& given) : name(name_) {
  if (given.is_none()) return;
  if (py::isinstance<py::array>(given)) {
    array = py::reinterpret_borrow<py::array>(given);
  } else {
    array = py::array(py::module_::import("numpy").attr("asarray")(given));
    converted = !py::hasattr(given, "dtype");
    const char kind = array->dtype().kind();
    if (converted && (kind == 'i' || kind == 'b' || array->size() == 0)) array = contiguous<double>(*array);
  }
  if (!is_float(*array))
    fail("{}: an array {} of dtype {}, where float32 or float64 is taken (array.astype(\"float64\"))", name,
         shape_text(*array), py::str(array->dtype()).cast<std::string>());
}

trial::Precision Argument::precision() const {
  return py::isinstance<py::array_t<float>>(*array) ? trial::Precision::single_ : trial::Precision::double_;
}

trial::Precision common_precision(std::span<const Argument* const> arguments) {
  const Argument* first = nullptr;
  for (const Argument* argument : arguments) {
    if (!argument->array || argument->converted) continue;
    if (!first) first = argument;
    if (first->precision() != argument->precision())
      fail("{}: dtype {}, shape {}; {}: dtype {}, shape {}. Both are float32 or both float64", first->name,
           py::str(first->array->dtype()).cast<std::string>(), shape_text(*first->array), argument->name,
           py::str(argument->array->dtype()).cast<std::string>(), shape_text(*argument->array));
  }
  return first ? first->precision() : trial::Precision::double_;
}

template <class Real>
Rows<Real> rows_of(const Argument& argument, std::size_t columns, std::string_view what) {
  if (!argument.array) {
    require(columns == 0, "{}: none are given, where {} takes [batch, {}] or [{}]", argument.name, what, columns,
            columns);
    return {.owner = py::array_t<Real>(0)};
  }
  const py::array& array = *argument.array;
  const bool fits =
      (array.ndim() == 1 || array.ndim() == 2) && static_cast<std::size_t>(array.shape(array.ndim() - 1)) == columns;
  if (!fits)
    fail("{}: shape {}, where {} takes [batch, {}] or [{}]", argument.name, shape_text(array), what, columns, columns);
  return view<Real>(argument);
}

template <class Real>
Rows<Real> vector_of(const Argument& argument, std::size_t count, std::string_view what) {
  if (!argument.array) {
    require(count == 0, "{}: none are given, where {} takes [{}]", argument.name, what, count);
    return {.owner = py::array_t<Real>(0)};
  }
  const py::array& array = *argument.array;
  if (array.ndim() != 1 || static_cast<std::size_t>(array.shape(0)) != count)
    fail("{}: shape {}, where {} takes [{}]", argument.name, shape_text(array), what, count);
  return view<Real>(argument);
}

template <class Real>
void to_slots(const Rows<Real>& rows, std::size_t stride, std::span<Real> slots) {
  const std::size_t columns = rows.columns;
  for (std::size_t s = 0; s < columns; ++s)
    std::fill(slots.begin() + static_cast<std::ptrdiff_t>(s * stride + rows.rows),
              slots.begin() + static_cast<std::ptrdiff_t>((s + 1) * stride), Real(0));
  const bool dense = rows.column_step == 1 && rows.row_step == static_cast<std::ptrdiff_t>(columns);
  if (dense && columns == 2) return spread<2>(rows.data, rows.rows, stride, slots.data());
  if (dense && columns == 4) return spread<4>(rows.data, rows.rows, stride, slots.data());
  for (std::size_t first = 0; first < rows.rows; first += kTile)
    for (std::size_t s = 0; s < columns; ++s)
      for (std::size_t b = first; b < std::min(first + kTile, rows.rows); ++b)
        slots[s * stride + b] = rows.data[static_cast<std::ptrdiff_t>(b) * rows.row_step +
                                          static_cast<std::ptrdiff_t>(s) * rows.column_step];
}

template <class Real>
void from_slots(std::span<const Real> slots, std::size_t stride, std::size_t rows, std::size_t columns, Real* out) {
  if (columns == 2) return gather<2>(slots.data(), rows, stride, out);
  if (columns == 4) return gather<4>(slots.data(), rows, stride, out);
  for (std::size_t first = 0; first < rows; first += kTile)
    for (std::size_t s = 0; s < columns; ++s)
      for (std::size_t b = first; b < std::min(first + kTile, rows); ++b) out[b * columns + s] = slots[s * stride + b];
}

template Rows<float> rows_of<float>(const Argument&, std::size_t, std::string_view);
template Rows<float> vector_of<float>(const Argument&, std::size_t, std::string_view);
template void to_slots<float>(const Rows<float>&, std::size_t, std::span<float>);
template void from_slots<float>(std::span<const float>, std::size_t, std::size_t, std::size_t, float*);
template Rows<double> rows_of<double>(const Argument&, std::size_t, std::string_view);
template Rows<double> vector_of<double>(const Argument&, std::size_t, std::string_view);
template void to_slots<double>(const Rows<double>&, std::size_t, std::span<double>);
template void from_slots<double>(std::span<const double>, std::size_t, std::size_t, std::size_t, double*);

}  // namespace quanvas::python
