#include "cli/progress.hpp"

#include <cmath>
#include <ostream>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quanvas::cli {
namespace {

constexpr int kBarWidth = 28;
constexpr auto kBarEvery = std::chrono::milliseconds(200);
constexpr auto kLineEvery = std::chrono::seconds(5);

// "12/50 trials, 1 failed, 0.8/s, 47 s left"
std::string summary(const dispatch::Progress& progress, double seconds) {
  std::string text = fmt::format("{}/{} trials", progress.done(), progress.total);
  if (progress.failed > 0) text += fmt::format(", {} failed", progress.failed);
  if (progress.diverged > 0) text += fmt::format(", {} diverged", progress.diverged);
  if (progress.lost > 0) text += fmt::format(", {} lost", progress.lost);
  if (progress.stopped > 0) text += fmt::format(", {} stopped early", progress.stopped);
  if (progress.elsewhere > 0) text += fmt::format(", {} by other processes", progress.elsewhere);
  if (progress.work_done >= 1) return text + fmt::format(" in {}", duration(seconds));
  if (progress.done() > 0 && std::isfinite(progress.seconds_left))
    text += fmt::format(", {:.3g}/s, {} left", static_cast<double>(progress.done()) / seconds,
                        duration(progress.seconds_left));
  return text;
}

}  // namespace

void ProgressPrinter::close() {
  if (std::exchange(bar_open_, false)) out_ << std::endl;
}

void ProgressPrinter::show(const dispatch::Progress& progress) {
  if (style_ == Style::silent || progress.total == 0) return;
  const auto now = Clock::now();
  if (start_ == Clock::time_point{}) start_ = now;
  const bool last = progress.work_done >= 1;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  if (style_ == Style::bar) {
    if (!last && now - shown_ < kBarEvery) return;
    const int filled = static_cast<int>(progress.work_done * kBarWidth + 0.5);
    out_ << fmt::format("\r\033[K[{:#<{}}{:.<{}}] {}", "", filled, "", kBarWidth - filled, summary(progress, seconds))
         << std::flush;
    bar_open_ = true;
  } else {
    const bool first = shown_ == Clock::time_point{};
    if (!first && !last && (progress.done() == done_shown_ || now - shown_ < kLineEvery)) return;
    if (last && progress.done() == done_shown_ && !first) return;
    out_ << summary(progress, seconds) << std::endl;
    done_shown_ = progress.done();
  }
  shown_ = now;
}

ProgressPrinter::Style progress_style() {
  return ::isatty(STDERR_FILENO) ? ProgressPrinter::Style::bar : ProgressPrinter::Style::lines;
}

}  // namespace quanvas::cli
