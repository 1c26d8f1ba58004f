// Early stopping by successive halving (ASHA; Li et al., arXiv 1810.05934): of the trials that reach a rung, a number
// of epochs, only the best 1/factor by validation accuracy continue to the next, and those of the last rung to their
// end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "base/ids.hpp"

namespace quanvas::dispatch {

struct HalvingRule {
  std::vector<std::uint32_t> rungs;  // epochs, increasing
  std::size_t factor = 3;
  bool deterministic = false;  // decide about a rung when all its trials have reached it, so that timing plays no part
};

class Halving {
 public:
  // All trials start below the first rung.
  Halving(HalvingRule rule, std::size_t trials);

  // The epochs up to which a trial may run now; 0 where it may run to its end.
  std::uint32_t last_epoch(TrialId trial) const;

  // How many of its `epochs` the trial may be expected to run yet, when it has run `done` of them and one of `factor`
  // passes each rung that is to come.
  double expected_epochs(TrialId trial, double done, double epochs) const;

  // In an earlier run the trial reached the first rungs with these scores, and continued from the last of them where it
  // `continued`; else it waits there. Before all other calls.
  void resume(TrialId trial, std::span<const double> scores, bool continued);

  // The trial has reached the rung it was running to. Of equal scores the earlier trial's counts as the better.
  void reached(TrialId trial, double score);

  // The trial will reach no further rung: it failed, diverged, or ended before.
  void dropped(TrialId trial);

  // Trials that wait at a rung and may continue now. Each is named once.
  std::vector<TrialId> promote();

  std::size_t rungs() const { return rule_.rungs.size(); }

 private:
  struct Arrival {
    double score;
    TrialId trial;

    // The better ones first.
    friend bool operator<(const Arrival& a, const Arrival& b) {
      return a.score != b.score ? a.score > b.score : a.trial < b.trial;
    }
  };
  struct Rung {
    std::set<Arrival> best;  // as many as are promoted, once keep_best has been called
    std::set<Arrival> others;
    std::size_t expected = 0;  // trials that have been let up to it
    std::size_t dropped = 0;   // of them, those that will not arrive

    std::size_t arrivals() const { return best.size() + others.size(); }
  };

  bool decided(const Rung& rung) const;
  bool is_beyond(TrialId trial, std::size_t rung) const { return aim_[trial.value] > rung; }
  void let_on(TrialId trial, std::size_t rung);
  static std::vector<Arrival> keep_best(Rung& rung, std::size_t count);

  HalvingRule rule_;
  std::vector<Rung> rungs_;
  std::vector<std::uint8_t> aim_;  // [trial] the rung it runs to; rungs() where to its end
};

}  // namespace quanvas::dispatch
