#include "trial/outcome.hpp"

#include <algorithm>
#include <iterator>

namespace quanvas::trial {
const Curve* Training::find(std::string_view name) const {
  const auto found = std::ranges::find(curves, name, &Curve::name);
  return found == curves.end() ? nullptr : &*found;
}

std::string_view status_of(const Outcome& outcome) {
  constexpr std::string_view kStatuses[] = {"completed", "diverged", "failed"};
  static_assert(std::size(kStatuses) == std::variant_size_v<Outcome>);
  return kStatuses[outcome.index()];
}

std::string_view message_of(const Outcome& outcome) {
  if (const auto* diverged = std::get_if<Diverged>(&outcome)) return diverged->message;
  if (const auto* failed = std::get_if<Failed>(&outcome)) return failed->message;
  return {};
}

const Training* training_of(const Outcome& outcome) {
  if (const auto* completed = std::get_if<Completed>(&outcome)) return &completed->training;
  if (const auto* diverged = std::get_if<Diverged>(&outcome)) return &diverged->training;
  return nullptr;
}

}  // namespace quanvas::trial
