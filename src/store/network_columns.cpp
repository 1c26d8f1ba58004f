#include "store/network_columns.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace quanvas::store {
namespace {

using Kind = ColumnType::Kind;
using Networks = std::map<std::string, std::shared_ptr<const trial::NetworkAxes>>;

bool described(const trial::TrialSpec& spec) { return spec.network != trial::TrialSpec{}.network; }

Kind kind_of(trial::Kind kind) {
  switch (kind) {
    case trial::Kind::integer: return Kind::integer;
    case trial::Kind::real: return Kind::real;
    case trial::Kind::choice:
    case trial::Kind::name:
    case trial::Kind::list: return Kind::text;
  }
  no_such_value();
}

// The type that holds the values of all networks, and, unless `everywhere`, missing ones.
Kind common_kind(const Networks& networks, const std::string& key, bool everywhere) {
  std::set<Kind> kinds;
  for (const auto& [text, axes] : networks)
    if (const trial::Axis* const axis = axes->find(key)) kinds.insert(kind_of(axis->kind));
  if (kinds.contains(Kind::text)) return Kind::text;
  return everywhere && !kinds.contains(Kind::real) ? Kind::integer : Kind::real;
}

Cell as_cell(Kind kind, const trial::Value& value, std::string text) {
  switch (kind) {
    case Kind::integer: return std::get<std::int64_t>(value);
    case Kind::real: {
      if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
      return std::get<double>(value);
    }
    case Kind::text: return text;
  }
  no_such_value();
}

Cell missing(Kind kind) {
  return kind == Kind::text ? Cell(std::string()) : Cell(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

void NetworkColumns::include(const trial::TrialSpec& spec) {
  ++records_;
  if (!described(spec)) return;
  auto& axes = networks_[spec.network];
  if (!axes) axes = std::make_shared<const trial::NetworkAxes>(trial::network_of(spec));
  for (const trial::Axis& axis : axes->all()) ++records_with_[std::string(axis.key)];
}

std::vector<Field> NetworkColumns::fields(const std::vector<Field>& taken) const {
  std::vector<Field> all;
  for (const auto& [key, records] : records_with_) {
    const auto named = [&key](const Field& field) { return field.column.name == key; };
    if (std::ranges::any_of(taken, named)) continue;
    const Kind kind = common_kind(networks_, key, records == records_);
    all.push_back({{key, kind}, [networks = networks_, key, kind](const Row& row) -> Cell {
                     const trial::TrialSpec& spec = row.record->spec;
                     const auto found = networks.find(spec.network);
                     const trial::Axis* const axis = found == networks.end() ? nullptr : found->second->find(key);
                     return axis ? as_cell(kind, axis->value(spec), axis->read(spec)) : missing(kind);
                   }});
  }
  return all;
}

}  // namespace quanvas::store
