// Numbers and strings of bits as they are written.
#pragma once

#include "qasm/value.hpp"

namespace quanvas::qasm {

// "12", "0x1F", "1_000", "2.5e-3"; in OpenQASM 2 all are real. Throws Error for what is too large.
Value number_of(const Token& token, Version version);

// "0110", the last of which is the least significant. Throws Error for other characters and more than 64 of them.
Value bits_of(const Token& token);

}  // namespace quanvas::qasm
