#include "dispatch/cost_model.hpp"

namespace quanvas::dispatch {
namespace {

constexpr double kNominalSpeed = 1e9;  // operations per second

}  // namespace

void CostModel::measure(Group group, double seconds, double share) {
  Times& times = groups_[group];
  times.trials += share;
  times.seconds += seconds;
  operations_ += times.operations * share;
  seconds_ += seconds;
}

double CostModel::seconds(Group group) const {
  const Times& times = groups_[group];
  if (times.trials > 0) return times.seconds / times.trials;
  return times.operations * (seconds_ > 0 ? seconds_ / operations_ : 1 / kNominalSpeed);
}

}  // namespace quanvas::dispatch
