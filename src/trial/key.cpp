#include "trial/key.hpp"

#include "base/checksum.hpp"

namespace quanvas::trial {

namespace {

void append_line(const Axis& axis, std::string_view value, std::string& text) {
  text.append(axis.key).append("=").append(value).append("\n");
}

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

Key content_key(const TrialSpec& canonical) { return KeysBySeed(canonical).of(canonical.seed); }

KeysBySeed::KeysBySeed(const TrialSpec& canonical) {
  static const TrialSpec kDefaults;
  before_.reserve(512);
  const bool own = canonical.dataset_checksum != kDefaults.dataset_checksum;
  std::string* text = &before_;
  for (const Axis& axis : kAxes) {
    if (axis.key == "seed") {
      before_ += "seed=";
      after_ = "\n";
      text = &after_;
      continue;
    }
    if (own && axis.key == "dataset") continue;
    if (axis.added == Added::first || !axis.same(canonical, kDefaults)) append_line(axis, axis.read(canonical), *text);
  }
}

Key KeysBySeed::of(std::int64_t seed) const {
  const std::string text = before_ + to_text(seed) + after_;
  return {checksum(std::as_bytes(std::span(text)))};
}

}  // namespace quanvas::trial
