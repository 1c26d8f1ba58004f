// A reader of OpenQASM 2 and 3 of the tests' own, which shares nothing with qasm/: it says what a program's text means
// by the language's papers (arXiv 1707.03429 and 2104.14722) and by the gates that the standard file it includes has in
// fact. A gate that neither the file nor the program defines is an error, and so is one that both define.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/dense_simulator.hpp"

namespace quanvas::test {

// The standard file that is read where a program includes qelib1.inc: that of the paper, or that which came with Qiskit
// later. stdgates.inc is one.
enum class Qelib1 { first, later };

struct JudgedProgram {
  std::size_t qubits = 0;
  Matrix unitary;                                             // of all gates, first qubit most significant
  std::vector<std::pair<std::size_t, std::string>> measured;  // qubit, bit
};

// `inputs` are the values of `input` declarations. Throws Error for a text that is no program, or one beyond gates,
// definitions, modifiers, barriers, declarations and measurements.
JudgedProgram judge_qasm(std::string_view text, Qelib1 qelib1, const std::map<std::string, double>& inputs = {});

}  // namespace quanvas::test
