#include "trial/key.hpp"

#include <algorithm>
#include <array>

#include "base/checksum.hpp"

namespace quanvas::trial {

namespace {

void append_line(const Axis& axis, std::string_view value, std::string& text) { text.append(axis.key).append("=").append(value).append("\n"); }

}  // namespace

std::string spec_text(const TrialSpec& spec) {
  std::string text;
  text.reserve(1024);
  for (const Axis& axis : kAxes) append_line(axis, axis.read(spec), text);
  return text;
}

TrialSpec parse_spec(std::string_view text) {
  TrialSpec spec;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    const auto equals = line.find('=');
    require(equals != std::string_view::npos, "`{}` is not a line of the form key=value", line);
    require_axis(line.substr(0, equals)).set(spec, line.substr(equals + 1));
  }
  return spec;
}

Key content_key(const TrialSpec& canonical) {
  static const auto kDefaults = [] {
    std::array<std::string, kAxes.size()> values;
    std::ranges::transform(kAxes, values.begin(), [](const Axis& axis) { return axis.read(TrialSpec{}); });
    return values;
  }();
  std::string text;
  text.reserve(512);
  for (std::size_t i = 0; i < kAxes.size(); ++i)
    if (const std::string value = kAxes[i].read(canonical); kAxes[i].added == Added::first || value != kDefaults[i]) append_line(kAxes[i], value, text);
  return {checksum(std::as_bytes(std::span(text)))};
}

}  // namespace quanvas::trial
