// The results of `quanvas circuit` as text and as JSON, written as they are computed.
#pragma once

#include <iosfwd>

#include "cli/circuit_run.hpp"

namespace quanvas::cli {

// One object; of several rows of values it has an array of such.
void print_json(CircuitRunner& runner, std::ostream& out);

// Of several rows one after the other, or a table where nothing but expectation values is asked for.
void print_text(CircuitRunner& runner, std::ostream& out);

}  // namespace quanvas::cli
