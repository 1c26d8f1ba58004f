// Runs the text of a program as far as it is known before any qubit is measured: loops are unrolled, subroutines
// inlined, numbers computed. What is left is a sim::Program. Statement by statement; what is run several times is read
// several times. Its members are in reader.cpp (statements), emit.cpp (gates), operands.cpp (registers), classical.cpp
// (values, measurements), control.cpp (conditions, loops) and subroutines.cpp.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qasm/gates.hpp"
#include "qasm/reader.hpp"

namespace quanvas::qasm {

inline constexpr std::size_t kMostBits = 1'000'000;
inline constexpr std::size_t kMostStatements = 4'000'000;  // run, not written
inline constexpr std::size_t kMostLoop = 10'000'000;
inline constexpr int kMostBlocks = 100;  // one within the other

// Qubits or bits that a statement names.
struct Operand {
  Token name;
  bool array = false;                    // rather than a single one
  std::vector<Wire> wires = {};          // of qubits
  std::vector<std::uint32_t> bits = {};  // of bits, by their numbers in the program

  std::size_t size() const { return wires.size() + bits.size(); }
};

// Pass over what stands from an opening bracket to the one that closes it, and over a statement.
void skip_balanced(Lexer& lexer);
void skip_statement(Lexer& lexer, int nesting = 0);

class Interpreter {
 public:
  Interpreter(std::string_view text, std::string_view file, const Includes& includes);

  sim::Program read();

 private:
  enum class Jump { none, next, leave, back, end };  // `continue`, `break`, `return`, `end`

  struct Subroutine {
    Token name;
    Lexer body;  // from its parameters on
  };
  struct Argument {
    Place place;
    Operand qubits = {};
    Value value = {};
  };
  struct Source {
    std::string name;
    std::string text;
  };

  // Declarations and gates.
  void read_version();
  void read_statements();
  void read_statement();
  void read_named_statement(const Token& first);
  void read_include();
  void read_register();
  void read_old_register(bool quantum);
  std::uint32_t read_size();
  void declare_qubits(const Token& name, std::optional<std::uint32_t> size, const Place& place);
  Variable& declare_bits(const Token& name, const Type& type, bool array);
  void read_input();
  void read_barrier();
  void read_reset();
  void read_gate();
  void apply_gate(const Call& call, const std::vector<Operand>& operands);
  void emit_call(const Call& call, const Primitives& primitives, const std::vector<Wire>& wires);
  std::uint32_t definition_of(const Call& call, std::vector<Formula>& arguments);
  sim::Angle angle_of(const Formula& formula);
  std::uint32_t allocate(std::size_t bits, const Place& place);
  std::uint32_t allocate_memory(std::size_t bits, const Place& place);

  // Registers and parts of them.
  Operand read_operand(bool quantum);
  Operand read_qubits();
  std::vector<std::size_t> read_indices(std::size_t size, std::string_view name, bool& array);
  Wire physical(const Token& token);
  void read_alias();
  std::vector<std::vector<Wire>> broadcast(const std::vector<Operand>& operands) const;

  // Values and measurements.
  void read_declaration(const Token& word, bool constant);
  void read_assignment(const Token& name);
  void assign(const Token& name, Variable& variable, const Value& value, const Place& place);
  void assign_bits(const std::vector<std::uint32_t>& bits, const Value& value, const Place& place);
  void store(Variable& variable, const Token& name);
  void read_measurement();
  void measure(const Operand& qubits, const Operand& bits);
  Value measured_value(const Operand& qubits, const Place& place);
  bool accept_measure();

  // Conditions, loops and subroutines.
  void read_if();
  void read_switch();
  void read_for();
  void read_while();
  void read_body();
  void read_dynamic(sim::Block& block);
  void read_cases(const Value& value, bool decided);
  Formula read_condition();
  std::vector<Value> read_loop_values();
  void store_assigned(Lexer from);
  void jump(Jump to, const Token& word);
  void define_subroutine();
  std::vector<Argument> read_arguments(Lexer parameters, const Token& name);
  void bind_parameter(Lexer& parameters, const Argument& argument);
  Value call_subroutine(const Token& name);
  void read_return();

  sim::Block& block() { return *blocks_.back(); }
  bool version3() const { return reading_.version == Version::qasm3; }
  std::size_t integer(std::string_view what, std::size_t least, std::size_t most) {
    return read_integer(reading_, what, least, most);
  }

  const Includes& includes_;
  std::deque<Source> sources_;
  Lexer lexer_;
  std::vector<Lexer> including_;  // those that have included the one that is read
  Scopes scopes_;
  Reading reading_;
  Library library_{&Library::standard()};
  std::map<std::string, Subroutine, std::less<>> subroutines_;
  sim::Program program_;
  std::vector<sim::Block*> blocks_{&program_.body};  // the last is the one that steps go to
  std::map<std::string, std::uint32_t, std::less<>> definitions_;
  std::vector<bool> touched_;              // [wire] whether a step has acted on it
  std::optional<std::uint32_t> physical_;  // the wire of $0
  std::size_t statements_ = 0;
  std::size_t gates_ = 0;
  int nesting_ = 0;
  Jump jump_ = Jump::none;
  std::size_t loop_blocks_ = 0;        // how many blocks there were when the innermost loop began; 0 outside of loops
  std::size_t subroutine_blocks_ = 0;  // the same of the innermost subroutine
  std::optional<Value> returned_;
};

}  // namespace quanvas::qasm
