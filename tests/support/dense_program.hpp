// The reference for programs that measure, reset and decide: every outcome of every measurement with its whole density
// matrix, by the textbook. It shares no code with sim/dynamic.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/circuit/program.hpp"
#include "support/dense_simulator.hpp"

namespace quanvas::test {

struct DenseResults {
  std::map<std::string, double> probabilities;  // by the bits of the registers
  Matrix density;                               // at the end, before the final measurements; all outcomes together
};

DenseResults run_densely(const sim::Program& program, const std::vector<double>& values,
                         const std::vector<sim::Operation>& after_each_gate = {});

}  // namespace quanvas::test
