// The grids of a sweep and their points: which values each axis has, which combinations are left out, and the
// list of trials that follows. Which points of sampled axes are drawn is trial/sample, how a file says all this
// trial/sweep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "trial/sweep.hpp"

namespace quanvas::trial {

// A position in the sweep file, counted from 1; line 0 is the file as a whole.
struct FilePosition {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend auto operator<=>(const FilePosition&, const FilePosition&) = default;
};

// "FILE:LINE:COLUMN", the front of an error message.
std::string where(std::string_view file, FilePosition position);

// A value as its axis writes it, and where the file gives it.
struct Given {
  std::string text;
  FilePosition position;
};

enum class Scale { linear, log };
constexpr auto texts_of(Scale) { return texts("linear", "log"); }

// All real numbers from low to high, as values of a sampled axis; uniform on the scale.
struct Interval {
  double low = 0;
  double high = 1;
  Scale scale = Scale::linear;
  FilePosition position;
};

struct SweepAxis {
  const Axis* axis;
  std::vector<Given> values;
  FilePosition position;
  std::optional<Interval> interval;  // instead of values
};

// The value of a sampled axis at coordinate u in [0, 1): value number floor(u count), or the point of the interval, to
// six significant digits, so that rounding errors of a processor do not make another trial of it.
Given value_at(const SweepAxis& axis, double u);

// Texts of an axis, one of which a trial has.
struct Condition {
  const Axis* axis;
  std::unordered_set<std::string> values;
};

// A trial is left out where it meets every condition.
using Exclusion = std::vector<Condition>;

// What a file asks for. Each of `grids` (at least one) holds the fixed parameters, its own axes, and those that all
// share; it is crossed with the points of the `sampled` axes.
struct Request {
  std::string file;  // what errors call it
  std::vector<std::vector<SweepAxis>> grids;
  std::vector<SweepAxis> sampled;
  std::vector<Point> points{{}};  // of the sampled axes
  std::vector<Exclusion> exclusions;
  const Networks* networks = nullptr;  // that trials may name as their model
};

inline constexpr std::size_t kMostTrials = 10'000'000;

// The number of combinations. Throws Error for more than kMostTrials.
std::size_t count_points(std::string_view file, const std::vector<SweepAxis>& axes);

// Fills in the trials of `sweep` and its counts: for each point of the sample and each grid every point of the grid,
// the last axis fastest. Throws Error, with its position, for a value that the vocabulary refuses, and for more than
// kMostTrials points.
void expand(const Request& request, const Vocabulary& vocabulary, Sweep& sweep);

}  // namespace quanvas::trial
