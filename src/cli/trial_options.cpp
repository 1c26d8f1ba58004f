#include "cli/trial_options.hpp"

#include <ostream>
#include <vector>

#include "base/error.hpp"
#include "cli/parameter_groups.hpp"
#include "sim/circuit/noise_model.hpp"
#include "trial/idle.hpp"

namespace quanvas::cli {

std::string meaning_of(const trial::Axis& axis) {
  if (axis.key == "noise") return fmt::format("{}: {}", axis.meaning, sim::kNoiseRule);
  return std::string(axis.meaning);
}

void add_trial_option(Arguments& arguments, const trial::Axis& axis) {
  const std::string unit = axis.unit.empty() ? "" : fmt::format(" [{}]", axis.unit);
  arguments.add(std::string(axis.key).c_str(), po::value<std::string>()->value_name(axis.read(trial::TrialSpec{})),
                fmt::format("{}{}; takes {}", meaning_of(axis), unit, rule_text(axis)));
}

void add_trial_options(Arguments& arguments, std::string_view model) {
  for (const ParameterGroup& group : parameter_groups(model)) {
    arguments.begin_group(group.title);
    for (const trial::Axis* const axis : group.axes) add_trial_option(arguments, *axis);
  }
}

std::string_view asked_model(const std::vector<std::string>& arguments) {
  constexpr std::string_view kOption = "--model";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == kOption) return i + 1 < arguments.size() ? std::string_view(arguments[i + 1]) : "";
    if (argument.starts_with(kOption) && argument[kOption.size()] == '=') return argument.substr(kOption.size() + 1);
  }
  return {};
}

trial::TrialSpec trial_from(const po::variables_map& values) {
  std::vector<std::string_view> keys;
  for (const trial::Axis& axis : trial::kAxes) keys.push_back(axis.key);
  return trial_from(values, keys);
}

trial::TrialSpec trial_from(const po::variables_map& values, std::span<const std::string_view> keys) {
  trial::TrialSpec spec;
  for (const std::string_view key : keys)
    if (const auto& value = values[std::string(key)]; !value.empty())
      with_context(fmt::format("--{}", key), [&] { trial::require_axis(key).set(spec, value.as<std::string>()); });
  return spec;
}

void require_read(const trial::TrialSpec& given, const trial::Vocabulary& vocabulary) {
  static const trial::TrialSpec kDefaults;
  for (const trial::Axis& axis : trial::kAxes)
    if (!axis.same(given, kDefaults) && !reads(vocabulary, given, axis))
      with_context(fmt::format("--{}", axis.key), [&] { refuse_unread(vocabulary, {given.model}, axis); });
}

trial::TrialSpec canonical_trial(const trial::TrialSpec& given, const trial::Vocabulary& vocabulary,
                                 std::ostream& err) {
  const trial::TrialSpec canonical = vocabulary.canonical(given);
  require_read(given, vocabulary);
  for (const trial::Axis& axis : trial::kAxes)
    if (!has_effect(vocabulary, axis, given, canonical))
      err << fmt::format("note: --{} {} changes nothing here: the other parameters leave it without effect\n", axis.key,
                         axis.read(given));
  return canonical;
}

}  // namespace quanvas::cli
