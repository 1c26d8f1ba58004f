#include "model/layer_options.hpp"

#include <algorithm>

#include "model/described_layers.hpp"

namespace quanvas::model {
namespace {

constexpr std::string_view kType = "type";

bool all_texts(const Json& value) {
  return value.is_array() && std::ranges::all_of(value, [](const Json& entry) { return entry.is_string(); });
}

bool fits(const LayerOption& option, const Json& value) {
  switch (option.type) {
    case OptionType::integer: return value.is_number_integer() && within(option.rule, value.get<double>());
    case OptionType::real: return value.is_number() && within(option.rule, value.get<double>());
    case OptionType::truth: return value.is_boolean();
    case OptionType::choice:
      return value.is_string() && std::ranges::find(option.choices, value.get<std::string>()) != option.choices.end();
    case OptionType::text: return value.is_string();
    case OptionType::texts: return all_texts(value);
    case OptionType::layers: return value.is_array() && !value.empty();
  }
  no_such_value();
}

// A single text is a list of one.
Json as_listed(const LayerOption& option, const Json& value) {
  return option.type == OptionType::texts && value.is_string() ? Json::array({value}) : value;
}

}  // namespace

std::string rule_text(const LayerOption& option) {
  if (option.type == OptionType::choice) return fmt::format("one of `{}`", join(option.choices, "`, `"));
  const std::string type(to_name(option.type));
  if (option.type != OptionType::integer && option.type != OptionType::real) return type;
  return fmt::format("{} {} {} and {}", type, option.rule.open ? "strictly between" : "between", option.rule.low,
                     option.rule.high);
}

LayerOptions::LayerOptions(const Json& layer, const Json& fallbacks, std::span<const LayerOption> rows,
                           std::vector<DescribedLayer> nested)
    : nested_(std::make_shared<const std::vector<DescribedLayer>>(std::move(nested))) {
  std::vector<std::string_view> keys;
  for (const LayerOption& row : rows) keys.push_back(row.key);
  for (const auto& [key, value] : layer.items())
    require(key == kType || std::ranges::find(keys, key) != keys.end(), "there is no option `{}`, only `{}`{}", key,
            join(keys, "`, `"), suggestion(key, keys));
  for (const LayerOption& row : rows) {
    const std::string key(row.key);
    const bool given = layer.contains(key);
    if (given) given_.insert(key);
    require(given || fallbacks.contains(key), "`{}` is missing: {}, {}", key, row.meaning, rule_text(row));
    Json value = as_listed(row, given ? layer[key] : fallbacks[key]);
    require(fits(row, value), "`{}` takes {}, not {}{}", key, rule_text(row), value.dump(),
            value.is_string() ? suggestion(value.get<std::string>(), row.choices) : "");
    values_.emplace(key, std::move(value));
  }
}

LayerOptions LayerOptions::in(const GradientFlow& flow) const {
  LayerOptions result = *this;
  result.flow_ = flow;
  return result;
}

Trainability LayerOptions::training() const {
  if (!truth("trainable")) return Trainability::frozen;
  return flow_.reached ? Trainability::trained : Trainability::unreached;
}

const Json& LayerOptions::at(std::string_view key) const {
  const auto found = values_.find(key);
  require(found != values_.end(), "a layer of this kind has no option `{}`", key);
  return found->second;
}

}  // namespace quanvas::model
