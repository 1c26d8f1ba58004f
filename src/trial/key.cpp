#include "trial/key.hpp"

#include "base/checksum.hpp"

namespace quanvas::trial {

std::string spec_text(const TrialSpec& spec) {
  std::string text;
  text.reserve(512);
  for (const Axis& axis : kAxes) text.append(axis.key).append("=").append(axis.read(spec)).append("\n");
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
  const std::string text = spec_text(canonical);
  return {checksum(std::as_bytes(std::span(text)))};
}

}  // namespace quanvas::trial
