#include "data/synthetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include <fmt/format.h>

#include "base/random.hpp"

namespace quanvas::data {
namespace {

constexpr std::size_t kSide = 28;

struct Point {
  double x;
  double y;
};

using Polyline = std::vector<Point>;
using Glyph = std::vector<Polyline>;

// Part of an ellipse, angles in degrees: 0 is right, 90 is down.
Polyline arc(Point centre, Point radii, double from, double to) {
  constexpr int kPieces = 12;
  Polyline line;
  for (int i = 0; i <= kPieces; ++i) {
    const double angle = (from + (to - from) * i / kPieces) * std::numbers::pi / 180;
    line.push_back({centre.x + radii.x * std::cos(angle), centre.y + radii.y * std::sin(angle)});
  }
  return line;
}

// The digits' strokes in a box of [-1, 1] x [-1, 1], y downwards.
std::array<Glyph, 10> glyphs() {
  return {{
      {arc({0, 0}, {0.62, 1}, 0, 360)},
      {{{-0.35, -0.6}, {0.05, -1}, {0.05, 1}}},
      {arc({0, -0.5}, {0.6, 0.5}, 190, 400), {{0.47, -0.18}, {-0.62, 1}, {0.65, 1}}},
      {arc({-0.05, -0.52}, {0.58, 0.48}, 200, 440), arc({-0.05, 0.48}, {0.65, 0.52}, 280, 520)},
      {{{0.3, 1}, {0.3, -1}, {-0.65, 0.35}, {0.7, 0.35}}},
      {{{0.55, -1}, {-0.45, -1}, {-0.5, -0.15}}, arc({-0.02, 0.4}, {0.62, 0.6}, 230, 510)},
      {{{0.35, -1}, {-0.2, -0.55}, {-0.55, 0.2}}, arc({0, 0.45}, {0.56, 0.55}, 0, 360)},
      {{{-0.6, -1}, {0.6, -1}, {-0.1, 1}}},
      {arc({0, -0.5}, {0.48, 0.47}, 0, 360), arc({0, 0.5}, {0.58, 0.5}, 0, 360)},
      {arc({0, -0.42}, {0.55, 0.56}, 0, 360), {{0.55, -0.42}, {0.45, 0.4}, {0.15, 1}}},
  }};
}

struct Affine {
  double xx, xy, yx, yy;
  Point shift;

  Point operator()(Point p) const { return {xx * p.x + xy * p.y + shift.x, yx * p.x + yy * p.y + shift.y}; }
};

Affine random_affine(RandomStream& stream) {
  const double angle = stream.uniform(-0.22, 0.22);
  const double shear = stream.uniform(-0.25, 0.25);
  const double width = stream.uniform(6.5, 9.5);  // half sizes in pixels
  const double height = stream.uniform(7.5, 9.8);
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  return {.xx = c * width,
          .xy = (c * shear - s) * height,
          .yx = s * width,
          .yy = (s * shear + c) * height,
          .shift = {13.5 + stream.uniform(-2, 2), 13.5 + stream.uniform(-1.5, 1.5)}};
}

double distance(Point p, Point a, Point b) {
  const Point ab{b.x - a.x, b.y - a.y};
  const Point ap{p.x - a.x, p.y - a.y};
  const double along = std::clamp((ap.x * ab.x + ap.y * ab.y) / std::max(ab.x * ab.x + ab.y * ab.y, 1e-12), 0.0, 1.0);
  const Point gap{ap.x - along * ab.x, ap.y - along * ab.y};
  return std::sqrt(gap.x * gap.x + gap.y * gap.y);  // not hypot, which doubles the time of the whole set
}

// Lightens each pixel near the segment to its coverage by a pen of the given radius.
void draw_segment(Point a, Point b, double radius, std::span<double, kSide * kSide> ink) {
  const double reach = radius + 1;
  const auto first = [&](double low) {
    return static_cast<std::size_t>(std::clamp(std::floor(low - reach), 0.0, double{kSide}));
  };
  const auto last = [&](double high) {
    return static_cast<std::size_t>(std::clamp(std::ceil(high + reach) + 1, 0.0, double{kSide}));
  };
  for (std::size_t y = first(std::min(a.y, b.y)); y < last(std::max(a.y, b.y)); ++y)
    for (std::size_t x = first(std::min(a.x, b.x)); x < last(std::max(a.x, b.x)); ++x) {
      const double gap = distance({static_cast<double>(x), static_cast<double>(y)}, a, b);
      double& value = ink[y * kSide + x];
      value = std::max(value, std::clamp(radius + 0.5 - gap, 0.0, 1.0));
    }
}

void draw_digit(const Glyph& glyph, RandomStream& stream, std::span<std::uint8_t> pixels) {
  std::array<double, kSide * kSide> ink{};
  const Affine place = random_affine(stream);
  const double radius = stream.uniform(0.8, 1.6);
  const double brightness = stream.uniform(0.85, 1.0);
  for (const Polyline& line : glyph) {
    Point before = place(line.front());
    for (const Point& point : std::span(line).subspan(1)) {
      const Point next = place(point);
      draw_segment(before, next, radius, ink);
      before = next;
    }
  }
  // Noise lies on the ink alone: the background stays 0, as in the real sets.
  for (std::size_t p = 0; p < pixels.size(); ++p) {
    const double value = ink[p] == 0 ? 0 : ink[p] * brightness + 0.04 * stream.normal();
    pixels[p] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0, 1.0)));
  }
}

}  // namespace

Dataset make_synthetic(const SyntheticOptions& options) {
  const auto digits = glyphs();
  std::vector<std::uint8_t> labels(digits.size() * options.per_class);
  std::vector<std::uint8_t> pixels(labels.size() * kSide * kSide);
  RandomStream stream(0, "synthetic", options.replicate);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    labels[i] = static_cast<std::uint8_t>(i % digits.size());
    draw_digit(digits[labels[i]], stream, std::span(pixels).subspan(i * kSide * kSide, kSide * kSide));
  }
  Dataset dataset{.name = "synthetic", .height = kSide, .width = kSide, .origin = "made in memory"};
  for (std::size_t label = 0; label < digits.size(); ++label) dataset.class_names.push_back(fmt::format("{}", label));
  dataset.own(std::move(pixels), std::move(labels));
  return dataset;
}

}  // namespace quanvas::data
