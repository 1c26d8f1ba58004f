#include "trial/network.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"

namespace quanvas::trial {
namespace {

constexpr std::string_view kNone = "none";

// The values that `network_parameters` holds, "NAME=VALUE;NAME=VALUE", by name.
std::map<std::string_view, std::string_view> values_of(const TrialSpec& spec) {
  std::map<std::string_view, std::string_view> values;
  if (spec.network_parameters == kNone) return values;
  for (const std::string_view entry : split(spec.network_parameters, ';')) {
    const auto equals = entry.find('=');
    require(equals != std::string_view::npos, "`{}` is not of the form NAME=VALUE;NAME=VALUE", spec.network_parameters);
    values[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return values;
}

std::string text_of(const std::map<std::string_view, std::string_view>& values) {
  std::string text;
  for (const auto& [name, value] : values) text += fmt::format("{}{}={}", text.empty() ? "" : ";", name, value);
  return text.empty() ? std::string(kNone) : text;
}

// The value's one text. Throws Error for a text that the axis does not take.
std::string checked(const Axis& axis, std::string_view text) {
  switch (axis.kind) {
    case Kind::integer: return detail::field_text(detail::parse_field<std::int64_t>(axis, text));
    case Kind::real: return detail::field_text(detail::parse_field<double>(axis, text));
    case Kind::list: return detail::field_text(detail::parse_field<std::vector<int>>(axis, text));
    case Kind::choice:
    case Kind::name:
      if (std::ranges::find(axis.choices, text) == axis.choices.end()) refuse_value(axis, text);
      return std::string(text);
  }
  no_such_value();
}

std::string read(const Axis& axis, const TrialSpec& spec) {
  const auto values = values_of(spec);
  const auto found = values.find(axis.key);
  return std::string(found == values.end() ? axis.fallback : found->second);
}

Value value(const Axis& axis, const TrialSpec& spec) {
  const std::string text = read(axis, spec);
  switch (axis.kind) {
    case Kind::integer: return parse_integer(text).value();
    case Kind::real: return parse_real(text).value();
    case Kind::list:
    case Kind::choice:
    case Kind::name: return text;
  }
  no_such_value();
}

void write(const Axis& axis, TrialSpec& spec, std::string_view text) {
  const std::string canonical = checked(axis, trim(text));
  auto values = values_of(spec);
  values[axis.key] = canonical;
  spec.network_parameters = text_of(values);
}

void copy(const Axis& axis, TrialSpec& to, const TrialSpec& from) { write(axis, to, read(axis, from)); }

bool same(const Axis& axis, const TrialSpec& a, const TrialSpec& b) { return read(axis, a) == read(axis, b); }

constexpr std::string_view kKeys[] = {"type", "range", "values", "default", "unit", "meaning"};

Kind kind_of(const std::string& name, const std::string& type) {
  constexpr std::string_view kTypes[] = {"integer", "real", "choice", "list"};
  constexpr Kind kKinds[] = {Kind::integer, Kind::real, Kind::choice, Kind::list};
  const auto found = std::ranges::find(kTypes, type);
  require(found != std::end(kTypes), "parameter `{}`: type = \"{}\" is none of \"{}\"{}", name, type,
          join(kTypes, "\", \""), suggestion(type, kTypes));
  return kKinds[found - std::begin(kTypes)];
}

// A declared name, which is an option, a key of sweep files and a column.
void require_name(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto other = [](char c) { return (c >= '0' && c <= '9') || c == '_'; };
  require(
      !name.empty() && letter(name.front()) && std::ranges::all_of(name, [&](char c) { return letter(c) || other(c); }),
      "parameter `{}`: a name is a letter and then letters, digits and _", name);
  require(!find_axis(name),
          "parameter `{}`: the program has a parameter of this name; use it as \"${}\" without declaring it, or choose "
          "another name",
          name, name);
}

std::string value_text(const std::string& name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return to_text(value.get<std::int64_t>());
  if (value.is_number_float()) return to_text(value.get<double>());
  require(value.is_array(), "parameter `{}`: {} is no value of a parameter", name, value.dump());
  std::string list;
  for (const Json& entry : value) list += (list.empty() ? "" : ",") + value_text(name, entry);
  return list;
}

Rule rule_of(const std::string& name, const Json& declaration) {
  if (!declaration.contains("range")) return {};
  const Json& ends = declaration["range"];
  require(ends.is_array() && ends.size() == 2 && ends[0].is_number() && ends[1].is_number() &&
              ends[0].get<double>() <= ends[1].get<double>(),
          "parameter `{}`: range = [LOW, HIGH], two numbers, the lower one first", name);
  return range(ends[0].get<double>(), ends[1].get<double>());
}

}  // namespace

NetworkAxes::NetworkAxes(const Json& network) {
  if (!network.contains("parameters")) return;
  const Json& parameters = network["parameters"];
  require(parameters.is_object(), "`parameters` is a table of declarations, NAME = {{type = \"integer\", ...}}");
  for (const auto& [name, declaration] : parameters.items()) axes_.push_back(declared(name, declaration));
  std::ranges::sort(axes_, {}, &Axis::key);
}

Axis NetworkAxes::declared(const std::string& name, const Json& declaration) {
  require_name(name);
  require(declaration.is_object(),
          "parameter `{}` is declared as {{type = \"integer\", range = [1, 8], default = 2, meaning = \"...\"}}", name);
  for (const auto& [key, value] : declaration.items())
    require(std::ranges::find(kKeys, key) != std::end(kKeys), "parameter `{}`: unknown key `{}`, only `{}`{}", name,
            key, join(kKeys, "`, `"), suggestion(key, kKeys));
  const auto text = [&](const char* key) {
    if (!declaration.contains(key)) return std::string();
    require(declaration[key].is_string(), "parameter `{}`: {} = \"...\", a text", name, key);
    return declaration[key].get<std::string>();
  };
  const Kind kind = kind_of(name, text("type"));
  const bool of_values = kind == Kind::choice;
  require(declaration.contains("default"), "parameter `{}` needs a default", name);
  require(of_values ? declaration.contains("values") && declaration["values"].is_array() &&
                          !declaration["values"].empty() && !declaration.contains("range")
                    : !declaration.contains("values"),
          "parameter `{}`: a choice has values = [\"...\", ...], a number range = [LOW, HIGH]", name);
  std::vector<std::string_view>& choices = choices_.emplace_back();
  if (of_values)
    for (const Json& entry : declaration["values"]) {
      choices.push_back(keep(value_text(name, entry)));
      require(!choices.back().empty() && choices.back().find_first_of(";=\n") == std::string_view::npos,
              "parameter `{}`: the value `{}` is empty or holds `;`, `=` or a line break", name, choices.back());
    }
  Axis axis{.key = keep(name),
            .unit = keep(text("unit")),
            .meaning = keep(text("meaning")),
            .kind = kind,
            .rule = rule_of(name, declaration),
            .added = Added::later,
            .choices = choices,
            .fallback = {},
            .access = {.read = read, .value = value, .write = write, .copy = copy, .same = same}};
  axis.fallback = keep(checked(axis, value_text(name, declaration["default"])));
  return axis;
}

const Axis* NetworkAxes::find(std::string_view key) const {
  const auto found = std::ranges::find(axes_, key, &Axis::key);
  return found == axes_.end() ? nullptr : &*found;
}

Json network_of(const TrialSpec& spec) {
  Json network = Json::parse(spec.network, nullptr, false);
  require(network.is_object() && network.contains("layers") && network["layers"].is_array(),
          "`network` is the description of a network as JSON, {{\"layers\": [...]}}; sweep files describe networks in "
          "[networks.NAME]");
  return network;
}

std::string parameters_of(const TrialSpec& spec, const NetworkAxes& axes) {
  TrialSpec result;
  for (const Axis& axis : axes.all()) axis.copy(result, spec);
  return result.network_parameters;
}

}  // namespace quanvas::trial
