#include "qasm/scope.hpp"

#include <utility>

namespace quanvas::qasm {

Value Variable::value(std::string_view name, const Place& at) const {
  require_at(what != What::qubits, at, "`{}` are qubits, and a number is expected here", name);
  if (what == What::value) return {.type = type, .formula = formula};
  require_at(type.width <= 64, at, "`{}` has {} bits: numbers of up to 64 are supported", name, type.width);
  Formula bits = Formula::bits(first, type.width);
  if (type.kind == Type::Kind::integer) bits = Formula::digits(bits, type.width, type.is_signed);
  return {.type = type, .formula = std::move(bits)};
}

Variable& Scopes::declare(const Token& name, Variable variable) {
  variable.place = name.place;
  const auto [entry, added] = scopes_.back().names.emplace(name.text, std::move(variable));
  require_at(added, name.place, "`{}` is declared already, in line {}", name.text, entry->second.place.line);
  return entry->second;
}

Variable* Scopes::find(std::string_view name) {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    if (const auto found = scope->names.find(name); found != scope->names.end()) return &found->second;
    if (scope->kind != Kind::subroutine) continue;
    const auto outer = scopes_.front().names.find(name);
    return outer != scopes_.front().names.end() && outer->second.constant ? &outer->second : nullptr;
  }
  return nullptr;
}

std::vector<std::string_view> Scopes::names() const {
  std::vector<std::string_view> all;
  for (const Scope& scope : scopes_)
    for (const auto& entry : scope.names) all.push_back(entry.first);
  return all;
}

}  // namespace quanvas::qasm
