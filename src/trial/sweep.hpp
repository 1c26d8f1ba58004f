// A sweep file (TOML) and the list of trials it expands to. The format is described in sweeps/README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trial/idle.hpp"
#include "trial/key.hpp"
#include "trial/sample.hpp"
#include "trial/trials.hpp"

namespace quanvas::trial {

// Successive halving without waiting (ASHA; Li et al., arXiv 1810.05934): of the trials that reach a rung only the best
// 1/factor, by validation accuracy, continue.
struct EarlyStopping {
  std::vector<std::uint32_t> rungs;  // epochs, increasing
  std::size_t factor = 3;            // at least 2
  bool deterministic = false;        // a rung decides when all its trials have reached it, whatever their order
};

class Networks;

struct Sweep {
  std::string name;
  std::string description;
  std::string text;                          // the file as it was read
  std::shared_ptr<const Networks> networks;  // that the file describes
  std::vector<std::string> axes;             // keys of the [[grid]] sections and of [axes], in the order of the file
  std::vector<std::string> replicate;        // axes that repeat a configuration: means are taken over them
  std::optional<Sample> sample;
  std::optional<EarlyStopping> early_stopping;
  Trials trials;                    // canonical, without duplicates, in the order of the file: last axis fastest
  std::vector<Key> keys;            // of `trials`
  std::size_t combinations = 0;     // points of the grids
  std::size_t excluded = 0;         // of them, left out by [[exclude]]
  std::size_t duplicates = 0;       // of the rest, the same trial as an earlier one
  std::vector<IdleParameter> idle;  // in the order of the file
  bool empty = false;               // no parameter is set in the file: its one trial is all defaults

  // One of `axes`: a parameter of the program or of a network.
  const Axis& axis(std::string_view key) const;
};

// Reads a sweep. `name` is what errors call the text (its path). Throws Error "NAME:LINE:COLUMN: ..." for a text that
// is no TOML, for unknown sections and keys, and for types and values that an axis does not take.
Sweep parse_sweep(std::string_view text, std::string_view name, const Vocabulary& vocabulary);

Sweep read_sweep(const std::string& path, const Vocabulary& vocabulary);

// Throws Error for a sweep that is not to be run: one whose file sets a parameter that no model of its trials reads, or
// sets none at all. The folder of such a sweep, run by an earlier program, can still be read.
void require_sensible(const Sweep& sweep, std::string_view name, const Vocabulary& vocabulary);

}  // namespace quanvas::trial
