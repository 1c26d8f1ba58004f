#include "trial/comparison.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace quanvas::trial {
namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

std::string first_difference(const TrainingRecord& a, const TrainingRecord& b) {
  if (a.data_checksum != b.data_checksum) return "the data: its checksum is another";
  for (const Curve& curve : a.curves) {
    if (curve.unit == "s") continue;
    const Curve* other = b.find(curve.name);
    if (!other || other->values.size() != curve.values.size()) return "the number of epochs";
    for (std::size_t e = 0; e < curve.values.size(); ++e)
      if (!same_bits(curve.values[e], other->values[e]))
        return fmt::format("{} in epoch {}: {} and {}", curve.name, e + 1, curve.values[e], other->values[e]);
  }
  const auto same = [](const std::vector<double>& x, const std::vector<double>& y) {
    return std::ranges::equal(x, y, same_bits);
  };
  if (!std::ranges::equal(a.gradient_norms, b.gradient_norms, same)) return "the gradient norms";
  return {};
}

}  // namespace quanvas::trial
