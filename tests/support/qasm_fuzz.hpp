// What must hold for every text, OpenQASM or not: reading it gives a program or an Error with a place, and a program
// that was read can be written and read again.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qasm/reader.hpp"
#include "qasm/writer.hpp"

namespace quanvas::test {

inline void check_written(const sim::Circuit& circuit, qasm::Version version) {
  const std::string written = qasm::write(circuit, version);
  try {
    const qasm::Program again = qasm::read(written, "written");
    if (again.circuit.weights() != circuit.weights() || again.circuit.wires() != circuit.wires())
      throw std::logic_error("another circuit was read than was written");
  } catch (const Error& error) {
    throw std::logic_error(std::string("what was written cannot be read: ") + error.what());
  }
}

inline void check_qasm(std::string_view text) {
  constexpr std::size_t kMostOperations = 10'000;  // more take long to write and read
  try {
    const qasm::Program program = qasm::read(text, "fuzz");
    if (program.circuit.operations().size() > kMostOperations) return;
    check_written(program.circuit, qasm::Version::qasm3);
    check_written(qasm::bind(program.circuit, {}, std::vector<double>(program.circuit.weights())),
                  qasm::Version::qasm2);
  } catch (const Error& error) {
    if (!std::string_view(error.what()).starts_with("fuzz:"))
      throw std::logic_error(std::string("an error without a place: ") + error.what());
  }
}

}  // namespace quanvas::test
