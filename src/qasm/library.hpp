// The gates a program may name: the simulator's, other names of those, and definitions made of gates; and how an
// application of one becomes operations of a circuit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qasm/expression.hpp"

namespace quanvas::qasm {

struct Definition;

// A gate as it is applied somewhere.
struct Call {
  Place place;
  std::variant<sim::GateId, const Definition*> gate;
  bool inverse = false;
  std::vector<Expression> angles = {};
  std::vector<std::uint32_t> qubits = {};  // positions among the qubits of the definition around it

  std::size_t qubit_count() const;
};

struct Definition {
  std::string name;
  std::size_t parameters = 0;
  std::size_t qubits = 0;
  std::vector<Call> body = {};
  std::size_t depth = 1;  // of definitions within definitions
  bool opaque = false;
};

class Library {
 public:
  // Those of `base`, which must outlive it, too.
  explicit Library(const Library* base = nullptr) : base_(base) {}
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // What qelib1.inc and stdgates.inc define.
  static const Library& standard();

  // Reads a definition after the word `gate` or `opaque`. Its name may be one of the standard gates.
  void define(Lexer& lexer, Version version, const Values& values);
  void define_opaque(Lexer& lexer);

  // Reads a gate with its modifiers and angles, up to the qubits.
  Call read_call(Lexer& lexer, const Scope& scope) const;

  bool defines(std::string_view name) const { return definitions_.contains(name); }

 private:
  const Definition* find(std::string_view name) const;
  std::variant<sim::GateId, const Definition*> gate(const Token& name) const;
  Definition read_signature(Lexer& lexer, std::vector<std::string_view>& parameters,
                            std::vector<std::string_view>& qubits) const;

  const Library* base_;
  std::map<std::string, Definition, std::less<>> definitions_;
};

// Collects operations. Definitions can double their size with every line, so that what they become has a limit.
class Expansion {
 public:
  // Appends what `call` does with `wires` as its qubits, at the outermost level. Throws Error at the limit.
  void apply(const Call& call, const std::vector<Wire>& wires);

  std::vector<sim::Operation> take() { return std::move(operations_); }

 private:
  void expand(const Call& call, std::vector<Value> angles, std::vector<Wire> wires, bool inverse,
              const Place& outermost);

  std::vector<sim::Operation> operations_;
  std::size_t work_ = 0;
};

}  // namespace quanvas::qasm
