#include "trial/outcome.hpp"

#include <algorithm>

namespace quanvas::trial {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

const Curve* Training::find(std::string_view name) const {
  const auto found = std::ranges::find(curves, name, &Curve::name);
  return found == curves.end() ? nullptr : &*found;
}

std::string_view status_of(const Outcome& outcome) {
  return std::visit(Overloaded{[](const Completed&) -> std::string_view { return "completed"; },
                               [](const Diverged&) -> std::string_view { return "diverged"; },
                               [](const Failed&) -> std::string_view { return "failed"; }},
                    outcome);
}

std::string_view message_of(const Outcome& outcome) {
  return std::visit(Overloaded{[](const Completed&) -> std::string_view { return {}; },
                               [](const Diverged& diverged) -> std::string_view { return diverged.message; },
                               [](const Failed& failed) -> std::string_view { return failed.message; }},
                    outcome);
}

const Training* training_of(const Outcome& outcome) {
  return std::visit(Overloaded{[](const Completed& completed) { return &completed.training; },
                               [](const Diverged& diverged) { return &diverged.training; },
                               [](const Failed&) -> const Training* { return nullptr; }},
                    outcome);
}

}  // namespace quanvas::trial
