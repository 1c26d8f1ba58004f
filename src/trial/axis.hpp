// What one trial parameter is: its key, type, rule, unit and meaning, and how it is read from and written to text and
// table columns. The table of all of them is kAxes in trial/spec.hpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::trial {

struct TrialSpec;

// A parameter's value as a table column holds it.
using Value = std::variant<std::int64_t, double, std::string>;

enum class Kind { integer, real, choice, name, list };  // choice: closed set; name: open set; list: of integers

// What values a parameter takes: an interval for numbers (and for the entries of a list), a table for open sets.
// Closed sets carry their names in their type.
struct Rule {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool open = false;            // the ends are not allowed themselves
  bool none = false;            // a list may be empty
  std::string_view table = {};  // for names: what they are names of, as "a model"
};

constexpr Rule range(double low, double high) { return {.low = low, .high = high}; }
constexpr Rule between(double low, double high) { return {.low = low, .high = high, .open = true}; }
constexpr Rule list_or_none(double low, double high) { return {.low = low, .high = high, .none = true}; }
constexpr Rule open_set(std::string_view table) { return {.table = table}; }

// Whether a parameter was there from the beginning (`first`, of which no more can come) or was added when results had
// been kept already. At its default, which may not change any more, one that was added later is left out of a trial's
// content key, so that those results are still found.
enum class Added { first, later };

struct Axis {
  std::string_view key;
  std::string_view unit;
  std::string_view meaning;
  Kind kind;
  Rule rule;
  Added added;
  std::span<const std::string_view> choices;  // of a closed set, else empty
  std::string_view fallback;                  // of a network's own parameter: its default, as text

  // How a trial holds the parameter; each is given the axis itself.
  struct Access {
    std::string (*read)(const Axis&, const TrialSpec&);
    Value (*value)(const Axis&, const TrialSpec&);
    void (*write)(const Axis&, TrialSpec&, std::string_view text);
    void (*copy)(const Axis&, TrialSpec& to, const TrialSpec& from);
    bool (*same)(const Axis&, const TrialSpec&, const TrialSpec&);
  };
  Access access;

  std::string read(const TrialSpec& spec) const { return access.read(*this, spec); }  // the value as text
  Value value(const TrialSpec& spec) const { return access.value(*this, spec); }      // as a column holds it
  void copy(TrialSpec& to, const TrialSpec& from) const { access.copy(*this, to, from); }
  bool same(const TrialSpec& a, const TrialSpec& b) const { return access.same(*this, a, b); }

  // Sets the parameter from text. Throws Error, naming the axis and what it takes, for a text that is not of the
  // parameter's type or outside its rule. Names of open sets are checked later, by the tables that hold them.
  void set(TrialSpec& spec, std::string_view text) const { access.write(*this, spec, text); }
};

// "an integer from 1 to 8", "one of `unit`, `pi`, ...", ...
std::string rule_text(const Axis& axis);

// Throws the Error for a value the axis does not take.
[[noreturn]] void refuse_value(const Axis& axis, std::string_view text);

bool within(const Rule& rule, double value);

namespace detail {

template <class Field>
inline constexpr Kind kind_of = std::is_enum_v<Field>                   ? Kind::choice
                                : std::integral<Field>                  ? Kind::integer
                                : std::floating_point<Field>            ? Kind::real
                                : std::same_as<Field, std::vector<int>> ? Kind::list
                                                                        : Kind::name;

template <class Field>
std::string field_text(const Field& field) {
  if constexpr (std::is_enum_v<Field>) {
    return std::string(to_name(field));
  } else if constexpr (std::integral<Field>) {
    return to_text(static_cast<std::int64_t>(field));
  } else if constexpr (std::floating_point<Field>) {
    return to_text(field);
  } else if constexpr (std::same_as<Field, std::vector<int>>) {
    std::string text;
    for (const int entry : field) text += (text.empty() ? "" : ",") + to_text(static_cast<std::int64_t>(entry));
    return text;
  } else {
    return field;
  }
}

template <class Field>
Value field_value(const Field& field) {
  if constexpr (std::integral<Field>) return static_cast<std::int64_t>(field);
  else if constexpr (std::floating_point<Field>) return field;
  else return field_text(field);
}

template <std::integral Integer>
Integer parse_integer_field(const Axis& axis, std::string_view text, std::string_view whole) {
  const auto value = parse_integer(text);
  if (!value || !within(axis.rule, static_cast<double>(*value))) refuse_value(axis, whole);
  return static_cast<Integer>(*value);
}

template <class Field>
Field parse_field(const Axis& axis, std::string_view text) {
  if constexpr (std::is_enum_v<Field>) {
    const auto value = parse_name<Field>(text);
    if (!value) refuse_value(axis, text);
    return *value;
  } else if constexpr (std::integral<Field>) {
    return parse_integer_field<Field>(axis, text, text);
  } else if constexpr (std::floating_point<Field>) {
    const auto value = parse_real(text);
    if (!value || !within(axis.rule, *value)) refuse_value(axis, text);
    return *value;
  } else if constexpr (std::same_as<Field, std::vector<int>>) {
    Field entries;
    if (axis.rule.none && trim(text).empty()) return entries;
    for (const std::string_view part : split(text, ',')) entries.push_back(parse_integer_field<int>(axis, part, text));
    if (entries.empty()) refuse_value(axis, text);
    return entries;
  } else {
    if (trim(text).empty() || text.find('\n') != std::string_view::npos) refuse_value(axis, text);
    return std::string(trim(text));
  }
}

template <class Field>
constexpr std::span<const std::string_view> choices_of() {
  if constexpr (std::is_enum_v<Field>) return names_of<Field>;
  else return {};
}

struct Anything {
  template <class T>
  constexpr operator T() const noexcept;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{((void)I, Anything{})...}; };
}

}  // namespace detail

// The row of the field `Member` points to.
template <auto Member>
constexpr Axis axis(std::string_view key, Rule rule, std::string_view unit, std::string_view meaning,
                    Added added = Added::later) {
  using Spec = TrialSpec;
  using Field = std::remove_cvref_t<decltype(std::declval<Spec&>().*Member)>;
  return {
      .key = key,
      .unit = unit,
      .meaning = meaning,
      .kind = detail::kind_of<Field>,
      .rule = rule,
      .added = added,
      .choices = detail::choices_of<Field>(),
      .fallback = {},
      .access = {
          .read = [](const Axis&, const Spec& spec) { return detail::field_text(spec.*Member); },
          .value = [](const Axis&, const Spec& spec) { return detail::field_value(spec.*Member); },
          .write = [](const Axis& self, Spec& spec,
                      std::string_view text) { spec.*Member = detail::parse_field<Field>(self, text); },
          .copy = [](const Axis&, Spec& to, const Spec& from) { to.*Member = from.*Member; },
          .same = [](const Axis&, const Spec& a, const Spec& b) { return a.*Member == b.*Member; },
      },
  };
}

// The number of fields of the flat aggregate T: the most initialisers it takes.
template <class T, std::size_t N = 0>
consteval std::size_t field_count() {
  if constexpr (detail::takes<T>(std::make_index_sequence<N + 1>{})) return field_count<T, N + 1>();
  else return N;
}

}  // namespace quanvas::trial
