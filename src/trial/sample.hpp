// The points at which a sweep samples some of its axes: coordinates in the unit cube, one dimension for each axis,
// which each axis turns into a value (value_at of trial/grid). The first points of a larger sample are those of a
// smaller one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace quanvas::trial {

enum class Sampling { random, sobol };
constexpr auto texts_of(Sampling) { return texts("random", "sobol"); }

struct Sample {
  Sampling method = Sampling::random;
  std::vector<std::string> axes;
  std::optional<std::size_t> combinations;  // that random points are drawn from; none where they cannot be listed
  std::size_t count = 0;                    // of points
  std::int64_t seed = 0;
};

using Point = std::vector<double>;  // a coordinate in [0, 1) for each axis

// `count` different combinations, or all where there are fewer, in random order: the first ones of a permutation that
// `seed` decides.
std::vector<std::size_t> draw_combinations(std::size_t combinations, std::size_t count, std::uint64_t seed);

// Independent and uniform. Each axis has a random stream of its own, so that it keeps its values when others are added.
std::vector<Point> uniform_points(std::span<const std::string> axes, std::size_t count, std::uint64_t seed);

// The Sobol sequence from its point 0 on, with the directions of Joe and Kuo (SIAM J. Sci. Comput. 30, 2008), under a
// random digital shift: `seed` names for each axis the bits that are flipped in all its coordinates. Of 2^k points,
// each of the 2^k equal parts of an axis holds one.
std::vector<Point> sobol_points(std::span<const std::string> axes, std::size_t count, std::uint64_t seed);

// The points of a sample; sizes[i] is the number of values of its axis i (0 for an interval). Random points of a finite
// number of combinations are drawn without replacement, so there may be fewer than sample.count.
std::vector<Point> draw_points(const Sample& sample, std::span<const std::size_t> sizes);

}  // namespace quanvas::trial
