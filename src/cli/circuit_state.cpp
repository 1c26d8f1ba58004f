#include "cli/circuit_state.hpp"

#include <bit>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cli/circuit_run.hpp"

namespace quanvas::cli {
namespace {

// Version 1.0 of https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
void write_npy_header(std::size_t circuits, std::size_t basis_states, std::ostream& out) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::size_t kAlignment = 64;
  const std::string shape =
      circuits == 1 ? fmt::format("({},)", basis_states) : fmt::format("({}, {})", circuits, basis_states);
  std::string header = fmt::format("{{'descr': '<c16', 'fortran_order': False, 'shape': {}, }}", shape);
  header.resize((10 + header.size() + kAlignment) / kAlignment * kAlignment - 10 - 1, ' ');
  header += '\n';
  out << std::string_view("\x93NUMPY\x01\x00", 8) << static_cast<char>(header.size() & 0xff)
      << static_cast<char>(header.size() >> 8) << header;
}

}  // namespace

void print_state(const sim::State& state, std::ostream& out) {
  out << fmt::format("{:<30} state\n", "amplitude");
  for (std::size_t p = 0; p < state.basis_states(); ++p) {
    const std::complex<double> a = state.amplitude(p);
    if (a != 0.0)
      out << fmt::format("{:<30} {}\n", fmt::format("{:+.10f} {:+.10f}i", a.real(), a.imag()),
                         bits_of(p, state.wires()));
  }
}

void write_json_state(const sim::State& state, std::ostream& out) {
  for (std::size_t p = 0; p < state.basis_states(); ++p) {
    const std::complex<double> a = state.amplitude(p);
    out << (p == 0 ? "[[" : ", [") << json_text(Json(a.real())) << ", " << json_text(Json(a.imag())) << ']';
  }
  out << ']';
}

StateFile::StateFile(std::string path, std::size_t circuits, std::size_t basis_states)
    : path_(std::move(path)), file_(path_, std::ios::binary) {
  require(circuits == 1 || path_.ends_with(".npy"),
          "--state {}: the states of {} rows are written as NumPy's .npy alone", path_, circuits);
  require(file_.good(), "--state {}: this file cannot be written", path_);
  if (path_.ends_with(".npy")) write_npy_header(circuits, basis_states, file_);
}

void StateFile::write(const sim::State& state) {
  if (path_.ends_with(".npy")) {
    for (std::size_t p = 0; p < state.basis_states(); ++p) {
      const std::complex<double> a = state.amplitude(p);
      file_.write(reinterpret_cast<const char*>(&a), sizeof(a));
    }
  } else if (path_.ends_with(".json")) {
    write_json_state(state, file_);
    file_ << '\n';
  } else {
    print_state(state, file_);
  }
  file_.flush();
  require(file_.good(), "--state {}: writing failed; is the disk full?", path_);
}

}  // namespace quanvas::cli
