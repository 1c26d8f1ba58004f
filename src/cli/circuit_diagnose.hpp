// `quanvas circuit --diagnose`: expressibility, entangling capability and gradients of a circuit, or of an ansatz over
// wires and repetitions.
#pragma once

#include "cli/arguments.hpp"
#include "cli/command.hpp"

namespace quanvas::cli {

void add_diagnosis_options(Arguments& arguments);

// Whether --diagnose is given. Throws Error for options that have no meaning with it, or without it.
bool wants_diagnosis(const po::variables_map& values);

// Throws Error as sim::diagnose, and for a circuit, ansatz or numbers that do not exist.
void diagnose_circuit(const po::variables_map& values, const Invocation& invocation);

}  // namespace quanvas::cli
