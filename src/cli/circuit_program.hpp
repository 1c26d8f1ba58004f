// `quanvas circuit` for programs that are more than a circuit with measured wires at its end: they decide while they
// run, keep bits that nothing measures, define gates that noise follows, or have more wires than a state vector.
#pragma once

#include "cli/circuit_run.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::cli {

void add_program_options(Arguments& arguments);

// Whether it has to be run as a program.
bool runs_as_program(const sim::Program& program, const CircuitRequest& request);

// Runs it and prints the results.
void run_program(const sim::Program& program, const po::variables_map& values, CircuitRequest request,
                 const Invocation& invocation);

}  // namespace quanvas::cli
