// Sweep files as texts, read with a vocabulary that needs no model.
#pragma once

#include <string>
#include <string_view>

#include "support/error_of.hpp"
#include "trial/sweep.hpp"

namespace quanvas::test {

// Knows one model, one wiring too few, and does not read `pad`.
inline trial::Vocabulary fake_vocabulary() {
  return {.canonical =
              [](const trial::TrialSpec& spec) {
                if (spec.wiring == "bad") throw trial::BadValue("wiring", "there is no wiring `bad`");
                trial::TrialSpec canonical = spec;
                canonical.pad = trial::Pad::top_left;
                return canonical;
              },
          .cost = [](const trial::TrialSpec&) { return 1.0; }};
}

inline trial::Sweep parse(std::string_view text) { return parse_sweep(text, "s.toml", fake_vocabulary()); }

inline std::string refusal(std::string_view text) {
  return error_of([&] { parse(text); });
}

}  // namespace quanvas::test
