#include "trial/sample.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <boost/random/sobol.hpp>

#include "base/random.hpp"

namespace quanvas::trial {
namespace {

// A combination as a point: each coordinate in the middle of its value's part of the axis. The last axis runs fastest.
Point point_of(std::size_t combination, std::span<const std::size_t> sizes) {
  Point point(sizes.size());
  for (std::size_t i = sizes.size(); i-- > 0; combination /= sizes[i])
    point[i] = (static_cast<double>(combination % sizes[i]) + 0.5) / static_cast<double>(sizes[i]);
  return point;
}

// The first 53 of 64 bits after the binary point.
double fraction(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

}  // namespace

std::vector<std::size_t> draw_combinations(std::size_t combinations, std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> drawn(combinations);
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  RandomStream(seed, "sample").shuffle(std::span(drawn));
  drawn.resize(std::min(combinations, count));
  return drawn;
}

std::vector<Point> uniform_points(std::span<const std::string> axes, std::size_t count, std::uint64_t seed) {
  std::vector<Point> points(count, Point(axes.size()));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    RandomStream stream(seed, fmt::format("sample {}", axes[i]));
    for (Point& point : points) point[i] = stream.uniform();
  }
  return points;
}

std::vector<Point> sobol_points(std::span<const std::string> axes, std::size_t count, std::uint64_t seed) {
  std::vector<std::uint64_t> shifts;
  for (const std::string& axis : axes) {
    RandomStream stream(seed, fmt::format("sobol {}", axis));
    const std::uint64_t high = stream.bits();
    shifts.push_back(high << 32 | stream.bits());
  }
  boost::random::sobol sequence(axes.size());
  std::vector<Point> points(count, Point(axes.size()));
  for (std::size_t n = 0; n < count; ++n)
    for (std::size_t i = 0; i < axes.size(); ++i)
      points[n][i] = fraction(shifts[i] ^ (n == 0 ? 0 : sequence()));  // Boost leaves out point 0
  return points;
}

std::vector<Point> draw_points(const Sample& sample, std::span<const std::size_t> sizes) {
  const auto seed = static_cast<std::uint64_t>(sample.seed);
  if (sample.method == Sampling::sobol) return sobol_points(sample.axes, sample.count, seed);
  if (!sample.combinations) return uniform_points(sample.axes, sample.count, seed);
  std::vector<Point> points;
  for (const std::size_t combination : draw_combinations(*sample.combinations, sample.count, seed))
    points.push_back(point_of(combination, sizes));
  return points;
}

}  // namespace quanvas::trial
