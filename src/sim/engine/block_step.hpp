// A stage of a large circuit (sim/plan/stages.hpp) as sim/engine/block_engine runs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/engine/block_layout.hpp"
#include "sim/engine/executor.hpp"
#include "sim/plan/stages.hpp"

namespace quanvas::sim {

template <class Real>
struct BlockStep {
  BlockLayout<Real> layout;
  Executor<Real> executor;
  std::vector<std::uint32_t> slots;        // [weight of the executor] the slot of the whole circuit, as in StageCircuit
  typename BlockLayout<Real>::Entries in;  // where the register's entries are before the stage
  typename BlockLayout<Real>::Entries out;  // and after it
  std::size_t bytes;                        // that all this takes
};

template <class Real>
std::unique_ptr<BlockStep<Real>> make_block_step(const BlockShape& shape, const Circuit& whole, const Stage& stage);

}  // namespace quanvas::sim
