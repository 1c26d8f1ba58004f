// Trials from texts like "wiring=O1+O2;epochs=3".
#pragma once

#include <string_view>

#include "base/text.hpp"
#include "model/zoo.hpp"
#include "trial/spec.hpp"

namespace quanvas::test {

// Sets what the text says.
inline trial::TrialSpec with_settings(trial::TrialSpec spec, std::string_view settings) {
  for (const std::string_view setting : split(settings, ';')) {
    if (setting.empty()) continue;
    const auto equals = setting.find('=');
    trial::require_axis(setting.substr(0, equals)).set(spec, setting.substr(equals + 1));
  }
  return spec;
}

inline trial::TrialSpec canonical_spec(std::string_view settings) {
  return model::canonical(with_settings({}, settings), {});
}

}  // namespace quanvas::test
