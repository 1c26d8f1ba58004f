// The results of `quanvas circuit` as text and as JSON.
#pragma once

#include <iosfwd>

#include "cli/circuit_run.hpp"
#include "cli/outcome_names.hpp"

namespace quanvas::cli {

void print_json(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                const OutcomeNames& names, std::ostream& out);
void print_text(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                const OutcomeNames& names, std::ostream& out);

}  // namespace quanvas::cli
