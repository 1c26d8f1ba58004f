#include "qasm/names.hpp"

#include <algorithm>
#include <array>

#include "sim/circuit/gates.hpp"

namespace quanvas::qasm {
namespace {

// Words of the languages and what their standard files define besides the names in kGates.
constexpr std::array<std::string_view, 85> kReserved{
    "OPENQASM", "include",  "defcalgrammar", "def",     "cal",      "defcal",  "gate",    "extern",  "box",
    "let",      "break",    "continue",      "if",      "else",     "end",     "return",  "for",     "while",
    "in",       "switch",   "case",          "default", "pragma",   "input",   "output",  "const",   "readonly",
    "mutable",  "qreg",     "qubit",         "creg",    "bool",     "bit",     "int",     "uint",    "float",
    "angle",    "complex",  "array",         "void",    "duration", "stretch", "gphase",  "inv",     "pow",
    "ctrl",     "negctrl",  "durationof",    "delay",   "reset",    "measure", "barrier", "true",    "false",
    "im",       "pi",       "tau",           "euler",   "U",        "CX",      "phase",   "cphase",  "u1",
    "u2",       "cu",       "sin",           "cos",     "tan",      "arcsin",  "arccos",  "arctan",  "asin",
    "acos",     "atan",     "exp",           "log",     "ln",       "sqrt",    "mod",     "ceiling", "floor",
    "sizeof",   "popcount", "opaque",        "nop"};

// Of today's qelib1.inc.
constexpr std::array<std::string_view, 10> kReserved2{"u",   "u0",  "cu1",     "cu3",  "csx",
                                                      "c3x", "c4x", "c3sqrtx", "rccx", "rc3x"};

bool is_identifier(std::string_view name, Version version) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  const bool plain = std::ranges::all_of(name, [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  if (version == Version::qasm2) return plain && name[0] >= 'a' && name[0] <= 'z';
  if (plain) return true;
  try {
    const Lexer lexer(name, "");
    return lexer.peek().kind == Token::Kind::name && lexer.peek().text == name;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::string Names::take(std::string_view name) {
  const auto free = [&](std::string_view text) {
    const bool reserved2 = version_ == Version::qasm2 && std::ranges::find(kReserved2, text) != kReserved2.end();
    return is_identifier(text, version_) && !taken_.contains(text) && !sim::find_gate(text) && !reserved2 &&
           std::ranges::find(kReserved, text) == kReserved.end() && text != "π" && text != "τ" && text != "ℇ";
  };
  std::string result(name);
  if (!free(result)) {
    std::string plain;
    for (const char c : name)
      if (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) plain += c;
    result = "quanvas_" + plain;
    for (std::size_t i = 2; !free(result); ++i) result = fmt::format("quanvas_{}_{}", plain, i);
  }
  taken_.insert(result);
  return result;
}

}  // namespace quanvas::qasm
