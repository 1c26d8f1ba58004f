// Runs programs that measure, reset and decide while they run: every outcome of every measurement, with its
// probability, as long as these are few; or as many samples as are asked for, which share what they have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/circuit/observable.hpp"
#include "sim/circuit/program.hpp"
#include "sim/shots.hpp"

namespace quanvas::sim {

inline constexpr std::size_t kMostBranches = 1 << 16;  // of outcomes, without shots
inline constexpr double kLeastProbability = 1e-12;     // of outcomes that are followed without shots

// The bits of the registers, one after the other, and how likely (or, with shots, how often) they are.
struct BitOutcome {
  std::string bits;
  double value;
};

struct DynamicResults {
  std::vector<double> expectations;     // [observable], at the end, before the final measurements
  std::vector<double> standard_errors;  // [observable], with shots
  std::vector<BitOutcome> outcomes;     // ascending, without those of value 0
  double neglected = 0;                 // the probability of outcomes that were not followed
};

// `values` are the parameters'. With noise, channels follow the gates and the readout error falsifies what measurements
// write. The observables are on the program's wires. With shots expectation values are estimated from the samples;
// those of other bases than Z have samples of their own. Throws Error for too many wires; without shots for more than
// kMostBranches outcomes; and for loops that do not end.
DynamicResults run(const Program& program, std::span<const double> values, const NoiseModel& noise,
                   const std::vector<Observable>& observables, const std::optional<Shots>& shots);

// [observable][parameter] derivatives of the exact expectation values, by shifted angles.
std::vector<std::vector<double>> dynamic_gradients(const Program& program, std::span<const double> values,
                                                   const NoiseModel& noise, const std::vector<Observable>& observables,
                                                   const std::optional<Shots>& shots);

}  // namespace quanvas::sim
