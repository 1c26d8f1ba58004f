#include "dispatch/halving.hpp"

#include <algorithm>
#include <iterator>

namespace quanvas::dispatch {

Halving::Halving(HalvingRule rule, std::size_t trials)
    : rule_(std::move(rule)), rungs_(rule_.rungs.size()), aim_(trials) {
  rungs_.front().expected = trials;
}

std::uint32_t Halving::last_epoch(TrialId trial) const {
  const std::size_t rung = aim_[trial.value];
  return rung < rungs() ? rule_.rungs[rung] : 0;
}

double Halving::expected_epochs(TrialId trial, double done, double epochs) const {
  double expected = 0;
  double chance = 1;
  for (std::size_t rung = aim_[trial.value]; done < epochs && rung <= rungs(); ++rung) {
    const double until = rung < rungs() ? std::min<double>(rule_.rungs[rung], epochs) : epochs;
    expected += chance * std::max(until - done, 0.0);
    done = std::max(done, until);
    chance /= static_cast<double>(rule_.factor);
  }
  return expected;
}

void Halving::let_on(TrialId trial, std::size_t rung) {
  aim_[trial.value] = static_cast<std::uint8_t>(rung + 1);
  if (rung + 1 < rungs()) ++rungs_[rung + 1].expected;
}

void Halving::resume(TrialId trial, std::span<const double> scores, bool continued) {
  for (std::size_t r = 0; r < std::min(scores.size(), rungs()); ++r) {
    if (continued || r + 1 < scores.size()) let_on(trial, r);
    rungs_[r].others.insert({.score = scores[r], .trial = trial});
  }
}

void Halving::reached(TrialId trial, double score) {
  rungs_[aim_[trial.value]].others.insert({.score = score, .trial = trial});
}

void Halving::dropped(TrialId trial) {
  if (aim_[trial.value] < rungs()) ++rungs_[aim_[trial.value]].dropped;
}

bool Halving::decided(const Rung& rung) const {
  return !rule_.deterministic || rung.arrivals() + rung.dropped == rung.expected;
}

// Returns those that were not among the best before.
std::vector<Halving::Arrival> Halving::keep_best(Rung& rung, std::size_t count) {
  std::set<Arrival> placed;
  const auto move_first = [&] {
    placed.insert(*rung.others.begin());
    rung.best.insert(rung.others.extract(rung.others.begin()));
  };
  while (!rung.others.empty() && rung.best.size() < count) move_first();
  // Who makes room was among the best before: none that was placed here is worse than the first of the others.
  while (!rung.others.empty() && !rung.best.empty() && *rung.others.begin() < *rung.best.rbegin()) {
    move_first();
    rung.others.insert(rung.best.extract(std::prev(rung.best.end())));
  }
  return {placed.begin(), placed.end()};
}

std::vector<TrialId> Halving::promote() {
  std::vector<TrialId> all;
  for (std::size_t r = 0; r < rungs(); ++r) {
    Rung& rung = rungs_[r];
    if (!decided(rung)) break;  // those of later rungs come from here
    std::size_t count = (rung.arrivals() + rung.dropped) / rule_.factor;
    if (rule_.deterministic && rung.arrivals() > 0) count = std::max<std::size_t>(count, 1);
    for (const Arrival& arrival : keep_best(rung, count)) {
      if (is_beyond(arrival.trial, r)) continue;
      let_on(arrival.trial, r);
      all.push_back(arrival.trial);
    }
  }
  return all;
}

}  // namespace quanvas::dispatch
