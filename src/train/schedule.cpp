#include "train/schedule.hpp"

#include <cmath>
#include <numbers>

namespace quanvas::train {

double rate_factor(const trial::TrialSpec& spec, std::size_t epoch) {
  constexpr double kStart = 1.0 / 3;  // LinearLR's start_factor
  const auto warmup = static_cast<std::size_t>(spec.warmup_epochs);
  if (epoch < warmup) return kStart + (1 - kStart) * static_cast<double>(epoch) / static_cast<double>(warmup);
  const std::size_t since = epoch - warmup;
  switch (spec.schedule) {
    case trial::Schedule::constant: return 1;
    case trial::Schedule::step:
      return std::pow(spec.gamma, static_cast<double>(since / static_cast<std::size_t>(spec.step_size)));
    case trial::Schedule::cosine:
      return (1 + std::cos(std::numbers::pi * static_cast<double>(since) / (spec.epochs - spec.warmup_epochs))) / 2;
  }
  no_such_value();
}

}  // namespace quanvas::train
