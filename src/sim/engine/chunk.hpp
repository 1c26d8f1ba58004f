// A few lane groups of circuits that go through a plan together. A lane group is what one lane holds: as many circuits
// as a vector register is wide.
#pragma once

#include <cstddef>

#include "sim/engine/lane.hpp"

namespace quanvas::sim {

// What rotates pairs by an angle. For state vectors `other` is the tangent of half the rotation, which is by at most a
// quarter (see Form::shears); for density matrices it is the cosine.
template <class L>
struct PairRotation {
  L sine;
  L other;
};

template <class Real>
struct Chunk {
  using L = typename NativeLane<Real>::type;

  std::size_t groups;          // at most Executor::groups_per_chunk()
  const Real* inputs;          // [slot * stride], at the first circuit
  std::size_t stride;          // of inputs, and of the expectation values and gradients that belong to them
  PairRotation<L>* rotations;  // [lane group, input row]
  L* states;                   // [lane group, entry]
};

}  // namespace quanvas::sim
