// The options of `quanvas sweep`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "sweep/options.hpp"

namespace quanvas::cli {

struct SweepOptions {
  sweep::Options run;
  ProgressPrinter::Style style = ProgressPrinter::Style::lines;
  bool supervise = false;
  std::vector<std::string> launcher;  // for supervise: what to start the sweep with
  bool dry_run = false;
  std::optional<std::size_t> jobs;  // as asked for
};

// The options given, or nothing where --help was asked for and printed.
std::optional<SweepOptions> parse_sweep_options(const Invocation& invocation);

}  // namespace quanvas::cli
