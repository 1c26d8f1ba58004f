// The gates a program may name: the simulator's, other names of those, those of the standard libraries, and its own
// definitions; and how they are applied, with modifiers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qasm/expression.hpp"
#include "qasm/primitives.hpp"

namespace quanvas::qasm {

struct GateDefinition;

struct Modifier {
  enum class Kind { control, negative_control, inverse, power };

  Kind kind;
  double amount = 1;  // controls, or the exponent
};

// A gate as it is applied somewhere.
struct Call {
  // `gphase` of OpenQASM 3, and its U.
  enum class BuiltIn { phase, u };

  Place place;
  std::string_view name;
  std::variant<sim::GateId, const GateDefinition*, BuiltIn> gate;
  std::vector<Modifier> modifiers = {};  // the outermost first
  std::vector<Formula> angles = {};
  std::vector<std::uint32_t> qubits = {};  // in a definition: positions among its qubits

  std::size_t controls() const;
  std::size_t qubit_count() const;
  // "ctrl(2) @ majority"
  std::string label() const;
};

struct GateDefinition {
  std::string name;
  Place place;
  std::size_t parameters = 0;
  std::size_t qubits = 0;
  std::vector<Call> body = {};
  std::size_t depth = 1;  // of definitions within definitions
  bool opaque = false;

  // What it is made of, in terms of its parameters; computed once.
  mutable std::shared_ptr<const Primitives> primitives = {};
};

// What a call is made of; of a call in a definition in terms of that one's parameters. `outermost` is the call that
// messages name besides the place in a definition. Throws Error for what has no meaning and for too many gates.
Primitives primitives_of(const Call& call, const Place& outermost);

class Library {
 public:
  // Those of `base`, which must outlive it, too.
  explicit Library(const Library* base = nullptr) : base_(base) {}
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // What qelib1.inc (of today) and stdgates.inc define.
  static const Library& standard();

  // Reads a definition after the word `gate` or `opaque`. Its name may be one of the standard gates.
  void define(const Reading& reading);
  void define_opaque(const Reading& reading);

  // Reads a gate with its modifiers and angles, up to the qubits.
  Call read_call(const Reading& reading) const;

  bool defines(std::string_view name) const { return definitions_.contains(name); }

 private:
  const GateDefinition* find(std::string_view name) const;
  std::variant<sim::GateId, const GateDefinition*, Call::BuiltIn> gate(const Token& name, Version version) const;
  GateDefinition read_signature(const Reading& reading, std::vector<Token>& parameters,
                                std::vector<std::string_view>& qubits) const;

  const Library* base_;
  std::map<std::string, GateDefinition, std::less<>> definitions_;
};

}  // namespace quanvas::qasm
