// Powers of gates that are not whole: U^t = exp(i t H), where U = exp(i H) and H has its eigenvalues in (-pi, pi].
#pragma once

#include "qasm/primitives.hpp"

namespace quanvas::qasm {

// Throws Error at the place for gates with angles that are not known, and for gates on several qubits whose parts do
// not commute.
Primitives principal_power(const Primitives& primitives, double exponent, std::size_t qubits, const Place& place);

}  // namespace quanvas::qasm
