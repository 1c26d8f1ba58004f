#include "sim/spans.hpp"

#include <cmath>

#include "base/error.hpp"

namespace quanvas::sim {
namespace detail {

void fail_size(std::string_view what, std::size_t given, std::size_t rows, std::size_t columns) {
  if (columns == 1) fail("{} holds {} numbers, {} are needed", what, given, rows);
  fail("{} holds {} numbers, {} are needed: {} rows with a stride of {}", what, given, rows * columns, rows, columns);
}

void fail_alignment(std::string_view what, const void* address) {
  fail(
      "{} begins at address {}, which is not a multiple of {} bytes: take memory from AlignedArray (base/aligned.hpp) "
      "or AlignedVector (nn/tensor.hpp)",
      what, address, kAlignment);
}

template <class Real>
void fail_padding(std::string_view what, std::span<const Real> rows, std::size_t count, std::size_t stride, bool zero) {
  std::size_t i = 0;
  while (i % stride < count || (zero ? rows[i] == 0 : std::isfinite(rows[i]))) ++i;
  fail("{} holds {} in column {} of row {}, past the last circuit, where there must be {}", what, rows[i], i % stride,
       i / stride, zero ? "zeros" : "finite numbers, as zeros");
}

template void fail_padding(std::string_view, std::span<const float>, std::size_t, std::size_t, bool);
template void fail_padding(std::string_view, std::span<const double>, std::size_t, std::size_t, bool);

}  // namespace detail

void require_numbers(const Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights) {
  require(inputs.size() == circuit.inputs(), "{} inputs are given to a circuit of {}", inputs.size(), circuit.inputs());
  require(weights.size() == circuit.weights(), "{} weights are given to a circuit of {}", weights.size(),
          circuit.weights());
}

}  // namespace quanvas::sim
