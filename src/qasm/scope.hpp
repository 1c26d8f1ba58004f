// What names mean: variables, constants, inputs, registers and aliases, in scopes within scopes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "qasm/value.hpp"

namespace quanvas::qasm {

struct Variable {
  enum class What {
    value,   // a number that is known, or a formula of inputs
    memory,  // bits of the program, which measurements and decisions set
    qubits,  // a register of qubits, one of its qubits, or an alias of some
  };

  What what = What::value;
  Place place = {};
  Type type = {};
  bool constant = false;
  bool array = false;            // of memory and qubits: rather than a single one
  Formula formula = {};          // of a value
  std::uint32_t first = 0;       // of memory: its first bit, type.width of them
  std::vector<Wire> wires = {};  // of qubits

  bool bits() const { return what == What::memory && type.kind == Type::Kind::bits; }
  // Of a value, or of all bits of the memory. Throws Error at the place for qubits and for more than 64 bits.
  Value value(std::string_view name, const Place& at) const;
};

class Scopes {
 public:
  // A block sees the names around it; a subroutine sees the constants of the outermost scope alone.
  enum class Kind { block, subroutine };

  Scopes() : scopes_(1) {}

  void enter(Kind kind) { scopes_.push_back({.kind = kind, .names = {}}); }
  void leave() { scopes_.pop_back(); }
  bool outermost() const { return scopes_.size() == 1; }

  // Throws Error at the token where this scope has the name already.
  Variable& declare(const Token& name, Variable variable);

  Variable* find(std::string_view name);
  std::vector<std::string_view> names() const;

 private:
  struct Scope {
    Kind kind = Kind::block;
    std::map<std::string, Variable, std::less<>> names = {};
  };

  std::vector<Scope> scopes_;
};

}  // namespace quanvas::qasm
