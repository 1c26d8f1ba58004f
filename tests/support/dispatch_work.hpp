// Work for a coordinator.
#pragma once

#include <cstdint>
#include <vector>

#include "dispatch/coordinator.hpp"
#include "trial/key.hpp"

namespace quanvas::test {

// Trials of these costs, in seconds; trial i has the seed i.
inline dispatch::Work work_of(const std::vector<double>& costs) {
  dispatch::Work work{.spec =
                          [](TrialId id) {
                            trial::TrialSpec spec;
                            spec.seed = id.value;
                            return spec_text(spec);
                          },
                      .retries = 0};
  std::vector<double> operations;
  for (std::uint32_t i = 0; i < costs.size(); ++i) {
    work.tasks.push_back({.id = TrialId(i), .group = i});
    operations.push_back(costs[i] * 1e9);
  }
  work.costs = dispatch::CostModel(operations);
  return work;
}

}  // namespace quanvas::test
