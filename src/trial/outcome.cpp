#include "trial/outcome.hpp"

#include <algorithm>

namespace quanvas::trial {
const Curve* TrainingRecord::find(std::string_view name) const {
  const auto found = std::ranges::find(curves, name, &Curve::name);
  return found == curves.end() ? nullptr : &*found;
}

Status status_of(const Outcome& outcome) { return static_cast<Status>(outcome.index()); }

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
