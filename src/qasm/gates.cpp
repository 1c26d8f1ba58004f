#include "qasm/gates.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "qasm/standard_gates.hpp"

namespace quanvas::qasm {
namespace {

constexpr std::size_t kMostParameters = 100;
constexpr std::size_t kMostQubits = 1000;
constexpr std::size_t kMostDepth = 100;
constexpr std::size_t kMostControls = 100;

using Kind = Modifier::Kind;

// Reads "a, b, c".
std::vector<Token> read_names(Lexer& lexer, std::string_view what, std::size_t most) {
  std::vector<Token> names;
  do {
    const Token name = lexer.expect(Token::Kind::name, what);
    require_at(std::ranges::find(names, name.text, &Token::text) == names.end(), name.place, "`{}` is named twice",
               name.text);
    require_at(names.size() < most, name.place, "more than {} names", most);
    names.push_back(name);
  } while (lexer.accept(","));
  return names;
}

std::size_t parameter_count(const Call& call) {
  if (const auto* simple = std::get_if<sim::GateId>(&call.gate)) return sim::info(*simple).angles;
  if (const auto* definition = std::get_if<const GateDefinition*>(&call.gate)) return (*definition)->parameters;
  return std::get<Call::BuiltIn>(call.gate) == Call::BuiltIn::u ? 3 : 1;
}

std::size_t own_qubits(const Call& call) {
  if (const auto* simple = std::get_if<sim::GateId>(&call.gate)) return sim::info(*simple).wires;
  if (const auto* definition = std::get_if<const GateDefinition*>(&call.gate)) return (*definition)->qubits;
  return std::get<Call::BuiltIn>(call.gate) == Call::BuiltIn::u ? 1 : 0;
}

// "inv @", "ctrl(2) @", ... as far as there are any.
std::vector<Modifier> read_modifiers(const Reading& reading) {
  std::vector<Modifier> modifiers;
  for (;;) {
    Lexer& lexer = reading.lexer;
    const Token word = lexer.peek();
    Modifier modifier{.kind = Kind::control};
    if (word.is("inv")) modifier.kind = Kind::inverse;
    else if (word.is("pow")) modifier.kind = Kind::power;
    else if (word.is("negctrl")) modifier.kind = Kind::negative_control;
    else if (!word.is("ctrl")) return modifiers;
    lexer.take();
    if (modifier.kind == Kind::power) {
      lexer.expect("(");
      const Place place = lexer.peek().place;
      const Value exponent = read_expression(reading);
      require_at(exponent.known(), place, "the exponent of `pow` depends on an input, a parameter or a measurement");
      modifier.amount = as_real(exponent).real();
      lexer.expect(")");
    } else if (modifier.kind != Kind::inverse && lexer.accept("(")) {
      modifier.amount = static_cast<double>(read_integer(reading, "a number of controls", 1, kMostControls));
      lexer.expect(")");
    }
    lexer.expect("@");
    require_at(modifiers.size() < kMostControls, word.place, "more than {} modifiers", kMostControls);
    modifiers.push_back(modifier);
  }
}

Primitives own_primitives(const Call& call, const Place& outermost) {
  if (const auto* simple = std::get_if<sim::GateId>(&call.gate)) return primitive(*simple, call.angles);
  if (const auto* built_in = std::get_if<Call::BuiltIn>(&call.gate)) {
    if (*built_in == Call::BuiltIn::u) return built_in_u(call.angles);
    return {.gates = {}, .phase = call.angles[0]};
  }
  const GateDefinition& definition = *std::get<const GateDefinition*>(call.gate);
  require_at(!definition.opaque, outermost, "the gate `{}` is opaque: nothing says what it does", definition.name);
  if (!definition.primitives) {
    Primitives all;
    for (const Call& inner : definition.body) {
      append(all, placed(primitives_of(inner, outermost), {}, inner.qubits));
      require_at(all.gates.size() <= kMostGates, outermost, "the program is too long: more than {} gates", kMostGates);
    }
    definition.primitives = std::make_shared<const Primitives>(std::move(all));
  }
  std::vector<std::uint32_t> same;
  for (std::uint32_t q = 0; q < definition.qubits; ++q) same.push_back(q);
  try {
    return placed(*definition.primitives, call.angles, same);
  } catch (Error& error) {
    fail_at(definition.place, "{}", error.what());
  }
}

std::string text_of(const Modifier& modifier) {
  switch (modifier.kind) {
    case Kind::inverse: return "inv @ ";
    case Kind::power: return fmt::format("pow({}) @ ", modifier.amount);
    default: break;
  }
  const std::string_view name = modifier.kind == Kind::control ? "ctrl" : "negctrl";
  return modifier.amount == 1 ? fmt::format("{} @ ", name) : fmt::format("{}({}) @ ", name, modifier.amount);
}

}  // namespace

std::size_t Call::controls() const {
  double controls = 0;
  for (const Modifier& modifier : modifiers)
    if (modifier.kind == Kind::control || modifier.kind == Kind::negative_control) controls += modifier.amount;
  return static_cast<std::size_t>(controls);
}

std::size_t Call::qubit_count() const { return controls() + own_qubits(*this); }

std::string Call::label() const {
  std::string text;
  for (const Modifier& modifier : modifiers) text += text_of(modifier);
  return text + std::string(name);
}

Primitives primitives_of(const Call& call, const Place& outermost) {
  try {
    Primitives result = own_primitives(call, outermost);
    std::size_t qubits = own_qubits(call);
    for (auto modifier = call.modifiers.rbegin(); modifier != call.modifiers.rend(); ++modifier) {
      const auto amount = static_cast<std::size_t>(modifier->kind == Kind::power ? 0 : modifier->amount);
      switch (modifier->kind) {
        case Kind::inverse: result = inverse(result); break;
        case Kind::power: result = power(result, modifier->amount, qubits, call.place); break;
        default:
          result = controlled(result, amount, modifier->kind == Kind::negative_control, call.place);
          qubits += amount;
      }
    }
    return result;
  } catch (Error& error) {
    // Errors of formulas know no place.
    const std::string_view text = error.what();
    if (text.starts_with(call.place.file) || text.starts_with(outermost.file)) throw;
    fail_at(call.place, "{}", text);
  }
}

const Library& Library::standard() {
  struct Standard : Library {
    Standard() {
      Lexer lexer(kStandardGates, "standard gates");
      Scopes scopes;
      while (lexer.accept("gate")) define({.lexer = lexer, .scopes = scopes, .version = Version::qasm3});
    }
  };
  static const Standard library;
  return library;
}

const GateDefinition* Library::find(std::string_view name) const {
  const auto found = definitions_.find(name);
  return found == definitions_.end() ? nullptr : &found->second;
}

std::variant<sim::GateId, const GateDefinition*, Call::BuiltIn> Library::gate(const Token& name,
                                                                              Version version) const {
  if (const GateDefinition* definition = find(name.text)) return definition;
  if (version == Version::qasm3 && name.is("U")) return Call::BuiltIn::u;
  if (version == Version::qasm3 && name.is("gphase")) return Call::BuiltIn::phase;
  const auto other = std::ranges::find(kOtherNames, name.text, &std::pair<std::string_view, std::string_view>::first);
  if (const auto gate = sim::find_gate(other == kOtherNames.end() ? name.text : other->second)) return *gate;
  if (const GateDefinition* definition = base_ ? base_->find(name.text) : nullptr) return definition;
  std::vector<std::string_view> candidates;
  for (const sim::GateInfo& info : sim::kGates) candidates.push_back(info.name);
  for (const auto& pair : kOtherNames) candidates.push_back(pair.first);
  for (const Library* library : {this, base_})
    if (library)
      for (const auto& definition : library->definitions_) candidates.push_back(definition.first);
  fail_at(name.place, "unknown gate `{}`{}", name.text, suggestion(name.text, candidates));
}

GateDefinition Library::read_signature(const Reading& reading, std::vector<Token>& parameters,
                                       std::vector<std::string_view>& qubits) const {
  Lexer& lexer = reading.lexer;
  const Token name = lexer.expect(Token::Kind::name, "a gate's name");
  require_at(!defines(name.text), name.place, "the gate `{}` is defined already", name.text);
  if (lexer.accept("(") && !lexer.accept(")")) {
    parameters = read_names(lexer, "a parameter's name", kMostParameters);
    lexer.expect(")");
  }
  for (const Token& qubit : read_names(lexer, "a qubit's name", kMostQubits)) qubits.push_back(qubit.text);
  return {
      .name = std::string(name.text), .place = name.place, .parameters = parameters.size(), .qubits = qubits.size()};
}

void Library::define_opaque(const Reading& reading) {
  std::vector<Token> parameters;
  std::vector<std::string_view> qubits;
  GateDefinition definition = read_signature(reading, parameters, qubits);
  definition.opaque = true;
  reading.lexer.expect(";");
  definitions_.emplace(definition.name, std::move(definition));
}

void Library::define(const Reading& reading) {
  Lexer& lexer = reading.lexer;
  std::vector<Token> parameters;
  std::vector<std::string_view> qubits;
  GateDefinition definition = read_signature(reading, parameters, qubits);
  reading.scopes.enter(Scopes::Kind::subroutine);
  for (std::size_t p = 0; p < parameters.size(); ++p)
    reading.scopes.declare(parameters[p], {.type = kReal, .formula = Formula::parameter(p)});
  const auto read_qubit = [&] {
    const Token name = lexer.expect(Token::Kind::name, "a qubit's name");
    const auto found = std::ranges::find(qubits, name.text);
    require_at(found != qubits.end(), name.place, "`{}` is no qubit of the gate {}{}", name.text, definition.name,
               suggestion(name.text, qubits));
    require_at(!lexer.peek().is("["), lexer.peek().place, "`{}` is a single qubit here: it has no index", name.text);
    return static_cast<std::uint32_t>(found - qubits.begin());
  };
  lexer.expect("{");
  while (!lexer.accept("}")) {
    if (lexer.accept("barrier")) {
      do read_qubit();
      while (lexer.accept(","));
      lexer.expect(";");
      continue;
    }
    Call call = read_call(reading);
    while (call.qubits.size() < call.qubit_count()) {
      require_at(call.qubits.empty() ? !lexer.peek().is(";") : lexer.accept(","), call.place,
                 "this gate acts on {} qubits, {} are given", call.qubit_count(), call.qubits.size());
      const Place place = lexer.peek().place;
      const std::uint32_t qubit = read_qubit();
      require_at(std::ranges::find(call.qubits, qubit) == call.qubits.end(), place, "the qubit `{}` is named twice",
                 qubits[qubit]);
      call.qubits.push_back(qubit);
    }
    require_at(!lexer.peek().is(","), call.place, "this gate acts on {} qubits, more are given", call.qubit_count());
    if (const auto* inner = std::get_if<const GateDefinition*>(&call.gate))
      definition.depth = std::max(definition.depth, 1 + (*inner)->depth);
    definition.body.push_back(std::move(call));
    lexer.expect(";");
  }
  reading.scopes.leave();
  require_at(definition.depth <= kMostDepth, definition.place, "gate definitions nested more than {} deep", kMostDepth);
  definitions_.emplace(definition.name, std::move(definition));
}

Call Library::read_call(const Reading& reading) const {
  Lexer& lexer = reading.lexer;
  Call call{.place = lexer.peek().place, .name = {}, .gate = sim::gate("id")};
  if (reading.version == Version::qasm3) call.modifiers = read_modifiers(reading);
  const Token name = lexer.expect(Token::Kind::name, call.modifiers.empty() ? "a statement" : "a gate's name");
  require_at(!lexer.peek().is("@"), lexer.peek().place, "`{} @` is no modifier of OpenQASM {}", name.text,
             reading.version == Version::qasm2 ? 2 : 3);
  call.name = name.text;
  call.gate = gate(name, reading.version);
  if (lexer.accept("(") && !lexer.accept(")")) {
    do call.angles.push_back(as_real(read_expression(reading)));
    while (lexer.accept(","));
    lexer.expect(")");
  }
  const std::size_t angles = parameter_count(call);
  require_at(call.angles.size() == angles, name.place, "the gate {} takes {} angles, {} are given", name.text, angles,
             call.angles.size());
  return call;
}

}  // namespace quanvas::qasm
