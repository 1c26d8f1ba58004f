#include "qasm/reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "qasm/library.hpp"

namespace quanvas::qasm {
namespace {

constexpr std::size_t kMostBits = 1'000'000;

constexpr std::array<std::string_view, 29> kUnsupported{
    "if",      "else",     "for",   "while", "switch",   "def",     "defcal", "cal",  "extern",       "return",
    "break",   "continue", "end",   "box",   "delay",    "let",     "output", "bool", "int",          "uint",
    "complex", "array",    "float", "angle", "duration", "stretch", "pragma", "nop",  "defcalgrammar"};

struct Register {
  bool quantum;
  bool array;               // rather than a single qubit or bit
  std::uint32_t first = 0;  // its first wire
  std::size_t size;
};

// A register or one element of it.
struct Operand {
  Token name;
  Register bits;

  bool whole() const { return bits.array; }
  Wire wire(std::size_t i) const { return Wire(bits.first + static_cast<std::uint32_t>(whole() ? i : 0)); }
};

class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : lexer_(text, file) {}

  Program read() {
    read_version();
    while (lexer_.peek().kind != Token::Kind::end) read_statement();
    require_at(!wires_.empty(), lexer_.peek().place, "the program has no qubits");
    Program program{.circuit = sim::Circuit(wires_.size(), 0, parameters_.size()),
                    .parameters = std::move(parameters_),
                    .wires = std::move(wires_),
                    .measured = std::move(measured_)};
    for (sim::Operation& operation : expansion_.take()) program.circuit.add(std::move(operation));
    return program;
  }

 private:
  void read_version() {
    const Token word = lexer_.peek();
    require_at(word.is("OPENQASM"), word.place,
               "the version is missing: the first statement must be `OPENQASM 2.0;` or `OPENQASM 3.0;`");
    lexer_.take();
    const Token number = lexer_.expect(Token::Kind::number, "a version");
    const std::string_view text = number.text;
    require_at(text == "2.0" || text == "2" || text == "3.0" || text == "3.1" || text == "3", number.place,
               "OpenQASM {} is not supported, only 2.0, 3.0 and 3.1", text);
    scope_.version = text[0] == '2' ? Version::qasm2 : Version::qasm3;
    lexer_.expect(";");
  }

  bool version3() const { return scope_.version == Version::qasm3; }

  void read_statement() {
    const Token first = lexer_.peek();
    const auto starts = [&](std::string_view word) { return lexer_.accept(word); };
    const auto starts3 = [&](std::string_view word) {
      require_at(!first.is(word) || version3(), first.place, "`{}` is OpenQASM 3, and the file says OPENQASM 2.0",
                 word);
      return lexer_.accept(word);
    };
    if (starts("gate")) return library_.define(lexer_, scope_.version, scope_.values);
    if (starts("opaque")) return library_.define_opaque(lexer_);
    if (starts("barrier")) {
      read_barrier();
    } else if (starts("include")) {
      const Token name = lexer_.expect(Token::Kind::string, "a file's name in quotes");
      const bool known = name.text == "qelib1.inc" || name.text == "stdgates.inc";
      require_at(known, name.place,
                 "cannot include \"{}\": only qelib1.inc and stdgates.inc are known, which are built in", name.text);
    } else if (starts("qreg")) {
      read_old_register(true);
    } else if (starts("creg")) {
      read_old_register(false);
    } else if (starts3("qubit")) {
      read_register(true);
    } else if (starts3("bit")) {
      const Operand bits = read_register(false);
      if (lexer_.accept("=")) read_assigned_measurement(bits);
    } else if (starts3("input")) {
      read_input();
    } else if (starts3("const")) {
      read_constant();
    } else if (starts3("gphase")) {
      lexer_.expect("(");
      Expression::read(lexer_, scope_);
      lexer_.expect(")");
    } else if (starts("measure")) {
      read_measurement();
    } else if (first.is("reset")) {
      fail_at(first.place, "`reset` is not supported: circuits are unitary up to their final measurements");
    } else if (!library_.defines(first.text) && std::ranges::find(kUnsupported, first.text) != kUnsupported.end()) {
      fail_at(first.place, "`{}` is not supported, only gates, barriers and final measurements are", first.text);
    } else if (const auto bits = registers_.find(first.text); bits != registers_.end() && !bits->second.quantum) {
      require_at(version3(), first.place, "`{0}` is a bit register: in OpenQASM 2 measure with `measure q -> {0};`",
                 first.text);
      const Operand target = read_operand(false);
      lexer_.expect("=");
      read_assigned_measurement(target);
    } else {
      read_gate();
    }
    lexer_.expect(";");
  }

  void declare(const Token& name) {
    const bool known = registers_.contains(name.text) || values_.contains(name.text);
    require_at(!known, name.place, "`{}` is declared already", name.text);
  }

  Operand declare_register(const Token& name, bool quantum, std::optional<std::size_t> size, const Place& place) {
    declare(name);
    const Register bits{.quantum = quantum,
                        .array = size.has_value(),
                        .first = static_cast<std::uint32_t>(wires_.size()),
                        .size = size.value_or(1)};
    if (quantum) {
      require_at(wires_.size() + bits.size <= sim::kMostWires, place,
                 "more than {} qubits in all: the simulator has no more", sim::kMostWires);
      for (std::size_t i = 0; i < bits.size; ++i)
        wires_.push_back(size ? fmt::format("{}[{}]", name.text, i) : std::string(name.text));
    }
    registers_.emplace(name.text, bits);
    return {.name = name, .bits = bits};
  }

  // qreg name[size]
  void read_old_register(bool quantum) {
    const Token name = lexer_.expect(Token::Kind::name, "a register's name");
    const Place place = name.place;
    std::optional<std::size_t> size;
    if (!version3())
      require_at(lexer_.peek().is("["), lexer_.peek().place, "the size of the register is missing: `{}[SIZE]`",
                 name.text);
    if (lexer_.peek().is("[")) size = read_size();
    declare_register(name, quantum, size, place);
  }

  // qubit[size] name
  Operand read_register(bool quantum) {
    const Place place = lexer_.peek().place;
    std::optional<std::size_t> size;
    if (lexer_.peek().is("[")) size = read_size();
    return declare_register(lexer_.expect(Token::Kind::name, "a register's name"), quantum, size, place);
  }

  std::size_t read_size() {
    lexer_.expect("[");
    const std::size_t size = read_integer(lexer_, scope_, "a size", 1, kMostBits);
    lexer_.expect("]");
    return size;
  }

  // The type and name in "input float[64] name".
  Token read_typed_name(std::string_view declaration, bool integers) {
    const Token type = lexer_.expect(Token::Kind::name, "a type");
    const bool number = type.is("float") || type.is("angle") || (integers && (type.is("int") || type.is("uint")));
    require_at(number, type.place, "`{} {}` is not supported, only of the types float{}", declaration, type.text,
               integers ? ", angle, int and uint" : " and angle");
    if (lexer_.peek().is("[")) read_size();
    const Token name = lexer_.expect(Token::Kind::name, "a name");
    declare(name);
    return name;
  }

  void read_input() {
    const Token name = read_typed_name("input", false);
    values_.emplace(name.text, Value::weight(Slot(static_cast<std::uint32_t>(parameters_.size()))));
    parameters_.emplace_back(name.text);
  }

  void read_constant() {
    const Token name = read_typed_name("const", true);
    lexer_.expect("=");
    const Expression expression = Expression::read(lexer_, scope_);
    const Value value = expression.value({});
    require_at(value.fixed(), expression.place(), "the constant `{}` depends on an input", name.text);
    values_.emplace(name.text, value);
  }

  Operand read_operand(bool quantum) {
    const Token name = lexer_.expect(Token::Kind::name, quantum ? "a qubit" : "a bit");
    const auto found = registers_.find(name.text);
    if (found == registers_.end() || found->second.quantum != quantum) {
      std::vector<std::string_view> candidates;
      for (const auto& entry : registers_)
        if (entry.second.quantum == quantum) candidates.push_back(entry.first);
      fail_at(name.place, "`{}` is no register of {}{}", name.text, quantum ? "qubits" : "bits",
              suggestion(name.text, candidates));
    }
    Operand operand{.name = name, .bits = found->second};
    if (!lexer_.peek().is("[")) return operand;
    require_at(operand.whole(), lexer_.peek().place, "`{}` is single: it has no index", name.text);
    lexer_.take();
    const Token index = lexer_.peek();
    require_at(!index.is("{") && !index.is(":"), index.place, "slices of registers are not supported: give one index");
    const std::size_t i =
        read_integer(lexer_, scope_, fmt::format("an index of `{}`", name.text), 0, operand.bits.size - 1);
    require_at(!lexer_.peek().is(":"), lexer_.peek().place, "slices of registers are not supported: give one index");
    lexer_.expect("]");
    if (quantum) operand.bits.first += static_cast<std::uint32_t>(i);
    operand.bits.array = false;
    return operand;
  }

  void read_barrier() {
    if (lexer_.peek().is(";")) return;
    do read_operand(true);
    while (lexer_.accept(","));
  }

  void require_unmeasured(const Operand& operand, Wire wire) const {
    require_at(std::ranges::find(measured_, wire) == measured_.end(), operand.name.place,
               "{} is measured already: measurements in the middle of a circuit are not supported", wires_[wire.value]);
  }

  void read_gate() {
    const Call call = library_.read_call(lexer_, scope_);
    std::vector<Operand> operands;
    const Operand* array = nullptr;  // the first that is a whole register
    require_at(!lexer_.peek().is("="), lexer_.peek().place,
               "assignments are not supported, except measurements to bits");
    do operands.push_back(read_operand(true));
    while (operands.size() <= call.qubit_count() && lexer_.accept(","));
    require_at(operands.size() == call.qubit_count(), call.place, "this gate acts on {} qubits, {} are given",
               call.qubit_count(), operands.size() > call.qubit_count() ? "more" : fmt::format("{}", operands.size()));
    for (const Operand& operand : operands) {
      if (!operand.whole()) continue;
      if (!array) array = &operand;
      require_at(operand.bits.size == array->bits.size, operand.name.place,
                 "registers of different sizes: `{}` of {} and `{}` of {}", array->name.text, array->bits.size,
                 operand.name.text, operand.bits.size);
    }
    for (std::size_t i = 0; i < (array ? array->bits.size : 1); ++i) {
      std::vector<Wire> wires;
      for (const Operand& operand : operands) {
        const Wire wire = operand.wire(i);
        require_unmeasured(operand, wire);
        require_at(std::ranges::find(wires, wire) == wires.end(), operand.name.place, "the qubit {} is named twice",
                   wires_[wire.value]);
        wires.push_back(wire);
      }
      expansion_.apply(call, wires);
    }
  }

  // After the word `measure`, up to a target.
  Operand read_measured() {
    const Operand operand = read_operand(true);
    for (std::size_t i = 0; i < (operand.whole() ? operand.bits.size : 1); ++i) {
      require_unmeasured(operand, operand.wire(i));
      measured_.push_back(operand.wire(i));
    }
    return operand;
  }

  static void require_same_size(const Operand& qubits, const Operand& bits) {
    const auto size = [](const Operand& operand) { return operand.whole() ? operand.bits.size : 1; };
    require_at(size(qubits) == size(bits), bits.name.place, "{} qubits are measured to {} bits", size(qubits),
               size(bits));
  }

  // measure q -> c
  void read_measurement() {
    const Operand qubits = read_measured();
    if (lexer_.accept("->")) require_same_size(qubits, read_operand(false));
    else require_at(version3(), lexer_.peek().place, "`-> BIT` is missing after the measured qubits");
  }

  // c = measure q
  void read_assigned_measurement(const Operand& bits) {
    const Token word = lexer_.peek();
    require_at(lexer_.accept("measure"), word.place, "only measurements can be assigned to bits");
    require_same_size(read_measured(), bits);
  }

  Lexer lexer_;
  Values values_;
  Scope scope_{.version = Version::qasm2, .values = values_};
  Library library_{&Library::standard()};
  Expansion expansion_;
  std::map<std::string, Register, std::less<>> registers_;
  std::vector<std::string> parameters_;
  std::vector<std::string> wires_;
  std::vector<Wire> measured_;
};

}  // namespace

Program read(std::string_view text, std::string_view file) { return Reader(text, file).read(); }

}  // namespace quanvas::qasm
