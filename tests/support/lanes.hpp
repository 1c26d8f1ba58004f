// Lanes circuit by circuit, and registers of them filled with random numbers.
#pragma once

#include <array>
#include <vector>

#include "base/random.hpp"
#include "sim/engine/lane.hpp"

namespace quanvas::test {

template <sim::LaneType L>
sim::RealOf<L> at(const L& lane, std::size_t circuit) {
  if constexpr (sim::kWidth<L> == 1) return lane;
  else return lane[circuit];
}

template <sim::LaneType L, class Of>
L lane_of(Of&& of) {
  alignas(L) std::array<sim::RealOf<L>, sim::kWidth<L>> values;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<sim::RealOf<L>>(of(i));
  return sim::load<L>(values.data());
}

template <sim::LaneType L>
std::vector<L> random_lanes(RandomStream& stream, std::size_t count, double low = -1, double high = 1) {
  std::vector<L> lanes(count);
  for (L& lane : lanes) lane = lane_of<L>([&](std::size_t) { return stream.uniform(low, high); });
  return lanes;
}

// One circuit's numbers out of lanes.
template <sim::LaneType L>
std::vector<double> circuit_of(const std::vector<L>& lanes, std::size_t circuit) {
  std::vector<double> values;
  for (const L& lane : lanes) values.push_back(static_cast<double>(at(lane, circuit)));
  return values;
}

// The rounding errors of short sums of numbers of size 1.
template <class Real>
inline constexpr double kRounding = sizeof(Real) == 4 ? 2e-5 : 4e-14;

}  // namespace quanvas::test
