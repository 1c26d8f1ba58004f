// The ways that a program can take, outcome after outcome, one after another from its start to its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "sim/circuit/program.hpp"
#include "sim/dynamic/quantum_state.hpp"

namespace quanvas::sim {

// A way as far as it has come; at its end, before the final measurements.
struct Path {
  struct Frame {
    const Block* block;
    std::size_t next = 0;
    const Loop* loop = nullptr;
  };

  QuantumState state;  // of weight 1
  Bits bits;
  double probability = 1;  // of the outcomes so far
  std::uint64_t shots = 0;
  std::size_t rounds = 0;  // of loops
  bool dropped = false;    // too unlikely to be followed
  std::vector<Frame> frames = {};
};

class Paths {
 public:
  // Keeps references. Without shots all outcomes are followed, but for those of less than kLeastProbability; with
  // shots, each as often as it is drawn.
  Paths(const Program& program, std::span<const double> values, const NoiseModel& noise,
        std::optional<std::uint64_t> shots, RandomStream& stream);

  // Calls finish(path) for each.
  void follow(const std::function<void(Path&)>& finish);

  double neglected() const { return neglected_; }

 private:
  bool advance(Path& path);
  void step(Path& path, const Step& step);
  void apply(Path& path, const Operation& operation);
  void follow_noise(Path& path, const std::vector<Wire>& wires);
  void enter(Path& path, const Block& block) const { path.frames.push_back({.block = &block}); }
  void choose(Path& path, double share_of_one, const std::function<void(Path&, bool)>& take);
  void measure(Path& path, Wire wire, const std::function<void(Path&, bool)>& then);
  double weight_value(std::size_t slot, const Bits& bits) const;

  const Program& program_;
  std::span<const double> values_;
  const NoiseModel& noise_;
  std::optional<std::uint64_t> shots_;
  RandomStream& stream_;
  std::vector<double> fixed_;  // [weight] values; of those that depend on bits, anything
  std::deque<Path> pending_;
  std::size_t paths_ = 1;
  double neglected_ = 0;
};

}  // namespace quanvas::sim
