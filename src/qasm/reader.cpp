#include "qasm/reader.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "qasm/interpreter.hpp"

namespace quanvas::qasm {
namespace {

constexpr std::size_t kMostIncludes = 20;  // one within the other

constexpr std::array<std::string_view, 17> kUnsupported{
    "defcal",  "cal",    "extern", "box",  "delay",         "output",   "array",   "complex",   "duration",
    "stretch", "pragma", "nop",    "void", "defcalgrammar", "readonly", "mutable", "durationof"};

}  // namespace

Interpreter::Interpreter(std::string_view text, std::string_view file, const Includes& includes)
    : includes_(includes),
      lexer_(text, file),
      reading_{.lexer = lexer_, .scopes = scopes_, .version = Version::qasm2, .call = [this](const Token& name) {
                 return call_subroutine(name);
               }} {}

sim::Program Interpreter::read() {
  read_version();
  read_statements();
  require_at(program_.wires > 0, lexer_.peek().place, "the program has no qubits");
  sim::settle_measurements(program_);
  return std::move(program_);
}

void Interpreter::read_version() {
  reading_.version = Version::qasm3;
  if (!lexer_.accept("OPENQASM")) return;
  const Token number = lexer_.expect(Token::Kind::number, "a version");
  const std::string_view text = number.text;
  require_at(text == "2.0" || text == "2" || text == "3.0" || text == "3.1" || text == "3", number.place,
             "OpenQASM {} is not supported, only 2.0, 3.0 and 3.1", text);
  if (text[0] == '2') reading_.version = Version::qasm2;
  lexer_.expect(";");
}

void Interpreter::read_statements() {
  for (;;) {
    while (lexer_.peek().kind != Token::Kind::end && jump_ == Jump::none) read_statement();
    if (including_.empty() || jump_ == Jump::end) return;
    lexer_ = including_.back();
    including_.pop_back();
  }
}

void Interpreter::read_statement() {
  const Token first = lexer_.peek();
  require_at(++statements_ <= kMostStatements, first.place, "the program runs too long: more than {} statements",
             kMostStatements);
  require_at(!first.is("@"), first.place, "annotations (`@...`) are not supported");
  const auto starts = [&](std::string_view word) { return lexer_.accept(word); };
  const auto starts3 = [&](std::string_view word) {
    require_at(!first.is(word) || version3() || library_.defines(word), first.place,
               "`{}` is OpenQASM 3, and the file says OPENQASM 2.0", word);
    return version3() && lexer_.accept(word);
  };
  if (first.is("{") && version3()) return read_body();
  if (starts("if")) return read_if();
  if (starts3("for")) return read_for();
  if (starts3("while")) return read_while();
  if (starts3("switch")) return read_switch();
  if (starts3("def")) return define_subroutine();
  if (starts("gate")) return library_.define(reading_);
  if (starts("opaque")) return library_.define_opaque(reading_);
  if (starts("include")) return read_include();
  if (starts3("return")) return read_return();
  if (starts3("break")) return jump(Jump::leave, first);
  if (starts3("continue")) return jump(Jump::next, first);
  if (starts3("end")) return jump(Jump::end, first);
  if (starts("barrier")) read_barrier();
  else if (starts("qreg")) read_old_register(true);
  else if (starts("creg")) read_old_register(false);
  else if (starts3("qubit")) read_register();
  else if (starts3("input")) read_input();
  else if (starts3("let")) read_alias();
  else if (starts("reset")) read_reset();
  else if (starts("measure")) read_measurement();
  else read_named_statement(first);
  lexer_.expect(";");
}

// What starts with a type, a variable, a subroutine or a gate.
void Interpreter::read_named_statement(const Token& first) {
  constexpr std::array<std::string_view, 6> kTypes{"bit", "bool", "int", "uint", "float", "angle"};
  const bool type = std::ranges::find(kTypes, first.text) != kTypes.end() && !library_.defines(first.text);
  if (first.kind == Token::Kind::name && (type || first.is("const"))) {
    require_at(version3(), first.place, "`{}` is OpenQASM 3, and the file says OPENQASM 2.0", first.text);
    lexer_.take();
    return read_declaration(first.is("const") ? lexer_.expect(Token::Kind::name, "a type") : first, first.is("const"));
  }
  const bool known = library_.defines(first.text) || subroutines_.contains(first.text);
  require_at(first.is("OPENQASM") == false, first.place, "`OPENQASM` must be the first statement");
  require_at(
      known || first.kind != Token::Kind::name || std::ranges::find(kUnsupported, first.text) == kUnsupported.end(),
      first.place, "`{}` is not supported; docs/openqasm.md says what is", first.text);
  if (const Variable* variable = first.kind == Token::Kind::name ? scopes_.find(first.text) : nullptr;
      variable && variable->what != Variable::What::qubits) {
    require_at(version3(), first.place, "`{0}` is a bit register: in OpenQASM 2 measure with `measure q -> {0};`",
               first.text);
    return read_assignment(lexer_.take());
  }
  if (const auto found = subroutines_.find(first.text); found != subroutines_.end() && !library_.defines(first.text)) {
    call_subroutine(lexer_.take());
    return;
  }
  read_gate();
}

void Interpreter::read_include() {
  const Token name = lexer_.expect(Token::Kind::string, "a file's name in quotes");
  require_at(scopes_.outermost() && blocks_.size() == 1, name.place, "a file is included within a block");
  lexer_.expect(";");
  if (name.text == "qelib1.inc" || name.text == "stdgates.inc") return;
  const auto file = includes_ ? includes_(std::string(name.text), std::string(name.place.file)) : std::nullopt;
  require_at(file.has_value(), name.place, "cannot include \"{}\": there is no such file{}", name.text,
             includes_ ? " beside this one" : ", only qelib1.inc and stdgates.inc are known, which are built in");
  require_at(including_.size() < kMostIncludes, name.place, "more than {} files that include each other",
             kMostIncludes);
  bool open = lexer_.peek().place.file == file->path;
  for (const Lexer& lexer : including_) open = open || lexer.peek().place.file == file->path;
  require_at(!open, name.place, "\"{}\" includes itself", name.text);
  sources_.push_back({.name = file->path, .text = file->text});
  including_.push_back(lexer_);
  lexer_ = Lexer(sources_.back().text, sources_.back().name);
  if (lexer_.accept("OPENQASM")) {
    lexer_.expect(Token::Kind::number, "a version");
    lexer_.expect(";");
  }
}

void Interpreter::read_input() {
  const Token word = lexer_.expect(Token::Kind::name, "a type");
  require_at(word.is("float") || word.is("angle"), word.place,
             "`input {}` is not supported, only of the types float and angle", word.text);
  read_type(reading_, word);
  const Token name = lexer_.expect(Token::Kind::name, "a name");
  require_at(scopes_.outermost() && blocks_.size() == 1, word.place, "`input` within a block");
  scopes_.declare(name, {.type = kReal, .constant = true, .formula = Formula::parameter(program_.parameters.size())});
  require_at(program_.derived.empty(), name.place, "the input `{}` is declared after an expression of inputs was used",
             name.text);
  program_.parameters.emplace_back(name.text);
}

void Interpreter::read_barrier() {
  sim::Barrier barrier;
  if (lexer_.peek().is(";")) {
    for (std::uint32_t w = 0; w < program_.wires; ++w) barrier.wires.emplace_back(w);
  } else {
    do {
      const Operand operand = read_qubits();
      barrier.wires.insert(barrier.wires.end(), operand.wires.begin(), operand.wires.end());
    } while (lexer_.accept(","));
  }
  block().emplace_back(std::move(barrier));
}

void Interpreter::read_reset() {
  const Operand operand = read_qubits();
  for (const Wire wire : operand.wires) {
    // A qubit starts in |0>.
    if (!touched_[wire.value] && blocks_.size() == 1) continue;
    touched_[wire.value] = true;
    block().emplace_back(sim::Reset{wire});
  }
}

void Interpreter::read_gate() {
  const Place start = lexer_.peek().place;
  const Call call = library_.read_call(reading_);
  require_at(!lexer_.peek().is("="), lexer_.peek().place, "`{}` is no variable", call.name);
  std::vector<Operand> operands;
  const std::size_t count = call.qubit_count();
  if (count > 0) {
    do operands.push_back(read_qubits());
    while (operands.size() <= count && lexer_.accept(","));
  }
  require_at(operands.size() == count, call.place, "the gate `{}` acts on {} qubits, {} are given", call.label(), count,
             operands.size() > count ? "more" : fmt::format("{}", operands.size()));
  try {
    apply_gate(call, operands);
  } catch (Error& error) {
    // A message about a definition names the call as well.
    const std::string_view text = error.what();
    const std::string here = fmt::format("{}:{}:", start.file, start.line);
    if (text.starts_with(here)) throw;
    throw Error(fmt::format("{}; in `{}` at {}{}", text, call.label(), here, start.column));
  }
}

void Interpreter::apply_gate(const Call& call, const std::vector<Operand>& operands) {
  const bool simple = std::holds_alternative<sim::GateId>(call.gate) && call.modifiers.empty();
  const Primitives primitives =
      simple ? primitive(std::get<sim::GateId>(call.gate), call.angles) : primitives_of(call, call.place);
  if (operands.empty()) return;  // a global phase
  for (const std::vector<Wire>& wires : broadcast(operands)) {
    gates_ += std::max<std::size_t>(primitives.gates.size(), 1);
    require_at(gates_ <= kMostGates, call.place, "the program is too long: more than {} gates", kMostGates);
    for (const Wire wire : wires) touched_[wire.value] = true;
    emit_call(call, primitives, wires);
  }
}

std::uint32_t Interpreter::allocate(std::size_t bits, const Place& place) {
  require_at(program_.bits + bits <= kMostBits, place, "more than {} bits in all", kMostBits);
  program_.bits += bits;
  return static_cast<std::uint32_t>(program_.bits - bits);
}

// Bits that no register has.
std::uint32_t Interpreter::allocate_memory(std::size_t bits, const Place& place) {
  const std::uint32_t first = allocate(bits, place);
  program_.memory.push_back({.name = {}, .first = first, .size = static_cast<std::uint32_t>(bits)});
  return first;
}

sim::Program read_program(std::string_view text, std::string_view file, const Includes& includes) {
  return Interpreter(text, file, includes).read();
}

Program read(std::string_view text, std::string_view file) { return as_circuit(read_program(text, file), file); }

Program as_circuit(const sim::Program& program, std::string_view file) {
  require(!program.dynamic(), "{}: only gates and final measurements are supported here", file);
  require(program.derived.empty(), "{}: only angles of the form number * input + number are supported here", file);
  Program result{.circuit = sim::circuit_of(program), .parameters = program.parameters, .wires = {}, .measured = {}};
  for (std::uint32_t w = 0; w < program.wires; ++w) result.wires.push_back(program.wire_name(Wire(w)));
  for (const sim::Measurement& measurement : program.measured) result.measured.push_back(measurement.wire);
  return result;
}

std::optional<Included> include_beside(const std::string& name, const std::string& by) {
  const auto path = std::filesystem::path(by).parent_path() / name;
  std::ifstream file(path, std::ios::binary);
  if (!file.good() || std::filesystem::is_directory(path)) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return Included{.path = path.lexically_normal().string(), .text = std::move(text)};
}

}  // namespace quanvas::qasm
