// The gates of today's qelib1.inc and of stdgates.inc that the simulator's list lacks, by what they do.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace quanvas::qasm {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kOtherNames{{{"U", "u3"},
                                                                                           {"u1", "p"},
                                                                                           {"phase", "p"},
                                                                                           {"cu1", "cp"},
                                                                                           {"cphase", "cp"},
                                                                                           {"CX", "cx"},
                                                                                           {"cnot", "cx"},
                                                                                           {"toffoli", "ccx"}}};

inline constexpr std::string_view kStandardGates = R"(
gate u(theta, phi, lambda) q { gphase((phi + lambda) / 2); u3(theta, phi, lambda) q; }
gate u2(phi, lambda) q { u3(pi / 2, phi, lambda) q; }
gate u0(gamma) q { id q; }
gate csx c, t { ctrl @ sx c, t; }
gate cu3(theta, phi, lambda) c, t { ctrl @ u(theta, phi, lambda) c, t; }
gate cu(theta, phi, lambda, gamma) c, t { p(gamma) c; ctrl @ u(theta, phi, lambda) c, t; }
gate c3x a, b, c, t { ctrl(3) @ x a, b, c, t; }
gate c4x a, b, c, d, t { ctrl(4) @ x a, b, c, d, t; }
gate c3sqrtx a, b, c, t { ctrl(3) @ sx a, b, c, t; }
gate rccx a, b, t { h t; t t; cx b, t; tdg t; cx a, t; t t; cx b, t; tdg t; h t; }
gate rc3x a, b, c, t {
  h t; t t; cx c, t; tdg t; h t;
  cx a, t; t t; cx b, t; tdg t; cx a, t; t t; cx b, t; tdg t;
  h t; t t; cx c, t; tdg t; h t;
}
)";

}  // namespace quanvas::qasm
