// Writing programs as OpenQASM 2 or 3.
#pragma once

#include <span>
#include <string>

#include "qasm/lexer.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::qasm {

// The program with its registers, parameters, measurements and decisions under their names, so that reading it again
// gives the same program. Gates are written as themselves; those that the standard file of the version lacks get a
// definition before. A one-wire unitary becomes u3, up to its global phase. Names that the version has no such word for
// are changed. Throws Error for what cannot be written: channels, two-wire unitaries; in OpenQASM 2 also angles that
// are not constant (sim::bind() makes them so), loops, assignments, and conditions other than a register's value.
std::string write(const sim::Program& program, Version version);
std::string write(const sim::Circuit& circuit, Version version);  // as sim::program_of() has it

// The same circuit with its angles at these values, as constants. Throws Error for a wrong number of values.
sim::Circuit bind(const sim::Circuit& circuit, std::span<const double> inputs, std::span<const double> weights);

}  // namespace quanvas::qasm
