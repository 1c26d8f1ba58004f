#include "trial/outcome.hpp"

#include <algorithm>
#include <iterator>

namespace quanvas::trial {
const Curve* TrainingRecord::find(std::string_view name) const {
  const auto found = std::ranges::find(curves, name, &Curve::name);
  return found == curves.end() ? nullptr : &*found;
}

std::string_view status_of(const Outcome& outcome) {
  constexpr std::string_view kStatuses[] = {"completed", "diverged", "failed", "lost", "stopped"};
  static_assert(std::size(kStatuses) == std::variant_size_v<Outcome>);
  return kStatuses[outcome.index()];
}

std::string_view message_of(const Outcome& outcome) {
  return std::visit(
      [](const auto& content) -> std::string_view {
        if constexpr (requires { content.message; }) return content.message;
        else return {};
      },
      outcome);
}

const TrainingRecord* training_of(const Outcome& outcome) {
  return std::visit(
      [](const auto& content) -> const TrainingRecord* {
        if constexpr (requires { content.training; }) return &content.training;
        else return nullptr;
      },
      outcome);
}

}  // namespace quanvas::trial
