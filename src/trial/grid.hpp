// The grids of a sweep and their points: which values stand on which axes, which combinations are drawn, which are left
// out, and the list of trials that follows. How a file says so is trial/sweep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trial/sweep.hpp"

namespace quanvas::trial {

// A place in the sweep file, counted from 1; line 0 is the file as a whole.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

// "FILE:LINE:COLUMN", the front of an error message.
std::string where(std::string_view file, Place place);

// A value as its axis writes it, and where the file gives it.
struct Given {
  std::string text;
  Place place;
};

struct SweepAxis {
  const Axis* axis;
  std::vector<Given> values;
  Place place;
};

// A trial is left out where every axis named has one of the values listed.
using Exclusion = std::vector<SweepAxis>;

// What a file asks for. Each of `grids` (at least one) holds the fixed parameters, its own axes, and those that all share;
// it is crossed with the combinations of the `sampled` axes that are drawn.
struct Request {
  std::string file;  // what errors call it
  std::vector<std::vector<SweepAxis>> grids;
  std::vector<SweepAxis> sampled;
  std::vector<std::size_t> draws{0};  // points of the sampled axes
  std::vector<Exclusion> exclusions;
};

inline constexpr std::size_t kMostTrials = 10'000'000;

// The number of combinations. Throws Error for more than kMostTrials.
std::size_t count_points(std::string_view file, const std::vector<SweepAxis>& axes);

// `count` different points of the axes, or all where there are fewer, in random order: the first ones of a permutation
// that `seed` decides, so that a larger draw contains a smaller one.
std::vector<std::size_t> draw_points(std::size_t points, std::size_t count, std::uint64_t seed);

// Fills in the trials of `sweep` and its counts: for each draw and each grid every point, the last axis fastest. Throws
// Error, with its place, for a value that the vocabulary refuses, and for more than kMostTrials points.
void expand(const Request& request, const Vocabulary& vocabulary, Sweep& sweep);

}  // namespace quanvas::trial
