// Progress of a sweep for people: a bar that is drawn over on a terminal, else a line now and then.
#pragma once

#include <chrono>
#include <iosfwd>

#include "dispatch/coordinator.hpp"

namespace quanvas::cli {

class ProgressPrinter {
 public:
  enum class Style { bar, lines, silent };

  ProgressPrinter(std::ostream& out, Style style) : out_(out), style_(style) {}
  ~ProgressPrinter() { close(); }

  void show(const dispatch::Progress& progress);

  // Ends the line that a bar stands on.
  void close();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& out_;
  Style style_;
  Clock::time_point start_{};  // of the first showing
  Clock::time_point shown_{};
  std::size_t done_shown_ = 0;
  bool bar_open_ = false;
};

// A bar where standard error is a terminal, else lines.
ProgressPrinter::Style progress_style();

}  // namespace quanvas::cli
