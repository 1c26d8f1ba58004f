#include "qasm/library.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace quanvas::qasm {
namespace {

constexpr std::size_t kMostParameters = 100;
constexpr std::size_t kMostDepth = 100;
constexpr std::size_t kMostOperations = 1'000'000;
constexpr std::size_t kMostWork = 10'000'000;

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array kOtherNames{Pair{"U", "u3"},    Pair{"u", "u3"},    Pair{"u1", "p"},
                                 Pair{"phase", "p"}, Pair{"cu1", "cp"},  Pair{"cphase", "cp"},
                                 Pair{"CX", "cx"},   Pair{"cnot", "cx"}, Pair{"toffoli", "ccx"}};

constexpr std::array kControlled{Pair{"x", "cx"},       Pair{"y", "cy"},   Pair{"z", "cz"},   Pair{"h", "ch"},
                                 Pair{"rx", "crx"},     Pair{"ry", "cry"}, Pair{"rz", "crz"}, Pair{"p", "cp"},
                                 Pair{"swap", "cswap"}, Pair{"cx", "ccx"}};

// cu3 and cu control the matrix [[cos, -e^(i lambda) sin], [e^(i phi) sin, e^(i (phi + lambda)) cos]] of theta/2.
constexpr std::string_view kStandard = R"(
gate u0(gamma) q { }
gate u2(phi, lambda) q { u3(pi/2, phi, lambda) q; }
gate csx c, t { h t; cp(pi/2) c, t; h t; }
gate cu3(theta, phi, lambda) c, t {
  p((lambda + phi)/2) c; p((lambda - phi)/2) t; cx c, t; u3(-theta/2, 0, -(phi + lambda)/2) t; cx c, t; u3(theta/2, phi, 0) t;
}
gate cu(theta, phi, lambda, gamma) c, t { p(gamma) c; cu3(theta, phi, lambda) c, t; }
gate rccx a, b, c {
  h c; t c; cx b, c; tdg c; cx a, c; t c; cx b, c; tdg c; h c;
}
)";

std::optional<std::string_view> lookup(std::span<const Pair> pairs, std::string_view name) {
  const auto found = std::ranges::find(pairs, name, &Pair::first);
  return found == pairs.end() ? std::nullopt : std::optional(found->second);
}

std::size_t parameter_count(const Call& call) {
  if (const auto* definition = std::get_if<const Definition*>(&call.gate)) return (*definition)->parameters;
  return sim::info(std::get<sim::GateId>(call.gate)).angles;
}

// Reads "a, b, c".
std::vector<std::string_view> read_names(Lexer& lexer, std::string_view what, std::size_t most) {
  std::vector<std::string_view> names;
  do {
    const Token name = lexer.expect(Token::Kind::name, what);
    require_at(std::ranges::find(names, name.text) == names.end(), name.place, "`{}` is named twice", name.text);
    require_at(names.size() < most, name.place, "more than {} names", most);
    names.push_back(name.text);
  } while (lexer.accept(","));
  return names;
}

// The gate with one more control. A definition has none: it says what its gate is only up to a phase.
sim::GateId controlled(const std::variant<sim::GateId, const Definition*>& gate, const Place& place) {
  const auto* simple = std::get_if<sim::GateId>(&gate);
  const std::string_view name = simple ? sim::info(*simple).name : std::get<const Definition*>(gate)->name;
  const auto result = simple ? lookup(kControlled, name) : std::nullopt;
  std::vector<std::string_view> known;
  for (const Pair& pair : kControlled) known.push_back(pair.first);
  require_at(result.has_value(), place, "`ctrl @` of the gate {} is not supported, only of the standard {}", name,
             join(known, ", "));
  return sim::find_gate(*result).value();
}

sim::Gate inverted(const sim::Gate& gate) {
  const sim::GateInfo& info = sim::info(gate.id);
  sim::Gate result{.id = info.inverse.empty() ? gate.id : sim::find_gate(info.inverse).value(), .angles = gate.angles};
  for (Value& angle : result.angles) {
    angle.offset = -angle.offset;
    if (!angle.fixed()) angle.scale = -angle.scale;
  }
  if (result.angles.size() == 3) std::swap(result.angles[1], result.angles[2]);
  return result;
}

}  // namespace

std::size_t Call::qubit_count() const {
  if (const auto* definition = std::get_if<const Definition*>(&gate)) return (*definition)->qubits;
  return sim::info(std::get<sim::GateId>(gate)).wires;
}

const Library& Library::standard() {
  struct Standard : Library {
    Standard() {
      Lexer lexer(kStandard, "standard gates");
      while (lexer.accept("gate")) define(lexer, Version::qasm2, {});
    }
  };
  static const Standard library;
  return library;
}

const Definition* Library::find(std::string_view name) const {
  const auto found = definitions_.find(name);
  return found == definitions_.end() ? nullptr : &found->second;
}

std::variant<sim::GateId, const Definition*> Library::gate(const Token& name) const {
  if (const Definition* definition = find(name.text)) return definition;
  if (const auto gate = sim::find_gate(lookup(kOtherNames, name.text).value_or(name.text))) return *gate;
  if (const Definition* definition = base_ ? base_->find(name.text) : nullptr) return definition;
  std::vector<std::string_view> candidates;
  for (const sim::GateInfo& info : sim::kGates) candidates.push_back(info.name);
  for (const Pair& pair : kOtherNames) candidates.push_back(pair.first);
  for (const Library* library : {this, base_})
    if (library)
      for (const auto& definition : library->definitions_) candidates.push_back(definition.first);
  fail_at(name.place, "unknown gate `{}`{}", name.text, suggestion(name.text, candidates));
}

Definition Library::read_signature(Lexer& lexer, std::vector<std::string_view>& parameters,
                                   std::vector<std::string_view>& qubits) const {
  const Token name = lexer.expect(Token::Kind::name, "a gate's name");
  require_at(!defines(name.text), name.place, "the gate `{}` is defined already", name.text);
  if (lexer.accept("(") && !lexer.accept(")")) {
    parameters = read_names(lexer, "a parameter's name", kMostParameters);
    lexer.expect(")");
  }
  qubits = read_names(lexer, "a qubit's name", sim::kMostWires);
  return {.name = std::string(name.text), .parameters = parameters.size(), .qubits = qubits.size()};
}

void Library::define_opaque(Lexer& lexer) {
  std::vector<std::string_view> parameters, qubits;
  Definition definition = read_signature(lexer, parameters, qubits);
  definition.opaque = true;
  lexer.expect(";");
  definitions_.emplace(definition.name, std::move(definition));
}

void Library::define(Lexer& lexer, Version version, const Values& values) {
  const Place start = lexer.peek().place;
  std::vector<std::string_view> qubits;
  Scope scope{.version = version, .values = values};
  Definition definition = read_signature(lexer, scope.parameters, qubits);
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
    } else if (version == Version::qasm3 && lexer.accept("gphase")) {
      lexer.expect("(");
      Expression::read(lexer, scope);
      lexer.expect(")");
    } else {
      Call call = read_call(lexer, scope);
      do {
        const Place place = lexer.peek().place;
        const std::uint32_t qubit = read_qubit();
        require_at(std::ranges::find(call.qubits, qubit) == call.qubits.end(), place, "the qubit `{}` is named twice",
                   qubits[qubit]);
        call.qubits.push_back(qubit);
      } while (lexer.accept(","));
      require_at(call.qubits.size() == call.qubit_count(), call.place, "this gate acts on {} qubits, {} are given",
                 call.qubit_count(), call.qubits.size());
      if (const auto* inner = std::get_if<const Definition*>(&call.gate))
        definition.depth = std::max(definition.depth, 1 + (*inner)->depth);
      definition.body.push_back(std::move(call));
    }
    lexer.expect(";");
  }
  require_at(definition.depth <= kMostDepth, start, "gate definitions nested more than {} deep", kMostDepth);
  definitions_.emplace(definition.name, std::move(definition));
}

Call Library::read_call(Lexer& lexer, const Scope& scope) const {
  Call call{.place = lexer.peek().place, .gate = sim::gate("id")};
  std::size_t controls = 0;
  Token name = lexer.expect(Token::Kind::name, "a statement");
  for (const auto modifies = [&](std::string_view word) { return scope.version == Version::qasm3 && name.is(word); };
       ;) {
    if (modifies("inv")) {
      call.inverse = !call.inverse;
    } else if (modifies("ctrl")) {
      if (lexer.accept("(")) {
        controls += read_integer(lexer, scope, "a number of controls", 1, sim::kMostWires);
        lexer.expect(")");
      } else {
        ++controls;
      }
    } else {
      const bool other = modifies("pow") || modifies("negctrl");
      require_at(!other, name.place, "the modifier `{}` is not supported, only `inv` and `ctrl`", name.text);
      break;
    }
    lexer.expect("@");
    name = lexer.expect(Token::Kind::name, "a gate's name");
  }
  require_at(!lexer.peek().is("@"), lexer.peek().place, "`{} @` is no modifier of OpenQASM {}", name.text,
             scope.version == Version::qasm2 ? 2 : 3);
  call.gate = gate(name);
  for (; controls > 0; --controls) call.gate = controlled(call.gate, name.place);
  if (lexer.accept("(") && !lexer.accept(")")) {
    do call.angles.push_back(Expression::read(lexer, scope));
    while (lexer.accept(","));
    lexer.expect(")");
  }
  const std::size_t angles = parameter_count(call);
  require_at(call.angles.size() == angles, name.place, "the gate {} takes {} angles, {} are given", name.text, angles,
             call.angles.size());
  return call;
}

void Expansion::apply(const Call& call, const std::vector<Wire>& wires) {
  std::vector<Value> angles;
  for (const Expression& angle : call.angles) angles.push_back(angle.value({}));
  expand(call, std::move(angles), wires, call.inverse, call.place);
}

void Expansion::expand(const Call& call, std::vector<Value> angles, std::vector<Wire> wires, bool inverse,
                       const Place& outermost) {
  require_at(++work_ <= kMostWork && operations_.size() < kMostOperations, outermost,
             "the program is too long: more than {} gates", kMostOperations);
  if (const auto* simple = std::get_if<sim::GateId>(&call.gate)) {
    sim::Gate gate{.id = *simple, .angles = std::move(angles)};
    operations_.push_back({.wires = std::move(wires), .what = inverse ? inverted(gate) : std::move(gate)});
    return;
  }
  const Definition& definition = *std::get<const Definition*>(call.gate);
  require_at(!definition.opaque, outermost, "the gate `{}` is opaque: nothing says what it does", definition.name);
  for (std::size_t i = 0; i < definition.body.size(); ++i) {
    const Call& inner = definition.body[inverse ? definition.body.size() - 1 - i : i];
    std::vector<Value> inner_angles;
    for (const Expression& angle : inner.angles) {
      work_ += angle.size();
      inner_angles.push_back(angle.value(angles));
    }
    std::vector<Wire> inner_wires;
    for (const std::uint32_t qubit : inner.qubits) inner_wires.push_back(wires[qubit]);
    expand(inner, std::move(inner_angles), std::move(inner_wires), inverse != inner.inverse, outermost);
  }
}

}  // namespace quanvas::qasm
