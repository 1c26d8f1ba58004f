// What must hold for every text, sweep or not: it is refused with an Error that names the file, or its grids' points
// are all accounted for, and each trial can be written and read again.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "hybrid/residual.hpp"
#include "trial/sweep.hpp"

namespace quanvas::test {

inline std::string canonical_wiring(const trial::TrialSpec& spec) {
  return hybrid::wiring_text(hybrid::parse_wiring(spec.wiring, static_cast<std::size_t>(spec.layers)));
}

// Knows one model, one data set and every wiring, and has enough after a few thousand trials.
inline trial::Vocabulary small_vocabulary() {
  return {.canonical =
              [points = std::size_t{0}](const trial::TrialSpec& spec) mutable {
                constexpr std::size_t kMostPoints = 4096;  // more take long
                if (++points > kMostPoints) throw trial::BadValue("seed", "enough");
                if (spec.model != "resqunn") throw trial::BadValue("model", "no such model");
                if (spec.dataset != "mnist") throw trial::BadValue("dataset", "no such data set");
                trial::TrialSpec canonical = spec;
                try {
                  canonical.wiring = canonical_wiring(spec);
                } catch (const Error& error) {
                  throw trial::BadValue("wiring", error.what());
                }
                return canonical;
              },
          .cost = [](const trial::TrialSpec&) { return 1.0; }};
}

// Whether a number of the text could be the end of a long range: neither of few digits nor at the edge of 64 bits.
inline bool long_ranges(std::string_view text) {
  const auto in_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  for (auto begin = text.begin(); begin != text.end();) {
    const auto end = std::find_if_not(begin, text.end(), in_word);
    if (end - begin > 2 && end - begin < 16 && std::isdigit(static_cast<unsigned char>(*begin))) return true;
    begin = std::find_if(end, text.end(), in_word);
  }
  return false;
}

inline void check_sweep(std::string_view text) {
  if (long_ranges(text)) return;
  try {
    const trial::Sweep sweep = trial::parse_sweep(text, "fuzz", small_vocabulary());
    if (sweep.combinations != sweep.excluded + sweep.duplicates + sweep.trials.size() ||
        sweep.keys.size() != sweep.trials.size())
      throw std::logic_error("the counts do not add up");
    for (const trial::TrialSpec& spec : sweep.trials) {
      if (trial::parse_spec(trial::spec_text(spec)) != spec)
        throw std::logic_error("another trial was read than was written");
      if (canonical_wiring(spec) != spec.wiring) throw std::logic_error("another wiring was read than was written");
    }
  } catch (const Error& error) {
    if (!std::string_view(error.what()).starts_with("fuzz:"))
      throw std::logic_error(std::string("an error without a file: ") + error.what());
  }
}

}  // namespace quanvas::test
