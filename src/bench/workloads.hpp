// The workloads by which the simulator is measured, for `quanvas bench` and for tests/perf. To add one: a row in
// workloads.cpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "trial/choices.hpp"

namespace quanvas::bench {

// A workload made ready in one precision: its circuits, and numbers for them.
class Job {
 public:
  virtual ~Job() = default;

  // What is measured.
  virtual void step() = 0;

  // Floating-point operations of a step, as they are carried out (sim/simulator.hpp).
  virtual double flops() const = 0;
};

struct Workload {
  std::string_view name;
  std::string_view meaning;
  std::size_t circuits;  // of a step
  double goal_float;     // milliseconds on one Zen 5 core with AVX-512, of 251 GFLOP/s in single precision; 0 for none
  double goal_double;
  std::unique_ptr<Job> (*make_float)();
  std::unique_ptr<Job> (*make_double)();

  double goal(trial::Precision precision) const {
    return with_real(precision, [&]<class Real>() { return std::same_as<Real, float> ? goal_float : goal_double; });
  }
  // Throws Error where data are needed that are not found.
  std::unique_ptr<Job> make(trial::Precision precision) const {
    return with_real(precision, [&]<class Real>() { return std::same_as<Real, float> ? make_float() : make_double(); });
  }
};

std::span<const Workload> workloads();

}  // namespace quanvas::bench
