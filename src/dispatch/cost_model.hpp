// How long trials take: operation counts at first, and times as they are measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quanvas::dispatch {

// Trials that differ in nothing that takes time: in their seed alone.
using Group = std::uint32_t;

class CostModel {
 public:
  // [group] floating-point operations of a trial.
  explicit CostModel(std::vector<double> operations) : groups_(operations.size()) {
    for (std::size_t g = 0; g < operations.size(); ++g) groups_[g].operations = operations[g];
  }

  // A trial of the group, or this share of its epochs, took so many seconds.
  void measure(Group group, double seconds, double share = 1);

  // Of a whole trial. A group that was measured takes the mean of its times; another its operations at the speed of
  // those that were; where nothing was, at a nominal 1 GFLOP/s.
  double seconds(Group group) const;

  bool measured() const { return seconds_ > 0; }
  std::size_t groups() const { return groups_.size(); }

 private:
  struct Times {
    double operations = 1;  // of a trial
    double trials = 0;      // measured, in whole ones
    double seconds = 0;
  };
  std::vector<Times> groups_;
  double operations_ = 0;  // measured, of all groups
  double seconds_ = 0;
};

}  // namespace quanvas::dispatch
