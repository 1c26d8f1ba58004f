#include "dispatch/halving.hpp"

#include <algorithm>

namespace quanvas::dispatch {

Halving::Halving(HalvingRule rule, std::size_t trials) : rule_(std::move(rule)), rungs_(rule_.rungs.size()), aim_(trials) {
  rungs_.front().expected = trials;
}

std::uint32_t Halving::last_epoch(TrialId trial) const {
  const std::size_t rung = aim_[trial.value];
  return rung < rungs() ? rule_.rungs[rung] : 0;
}

void Halving::arrive(Rung& rung, const Arrival& arrival) {
  const auto better = [](const Arrival& a, const Arrival& b) { return a.score != b.score ? a.score > b.score : a.trial < b.trial; };
  rung.arrivals.insert(std::ranges::upper_bound(rung.arrivals, arrival, better), arrival);
}

void Halving::let_on(Arrival& arrival, std::size_t rung) {
  arrival.promoted = true;
  aim_[arrival.trial.value] = static_cast<std::uint8_t>(rung + 1);
  if (rung + 1 < rungs()) ++rungs_[rung + 1].expected;
}

void Halving::resume(TrialId trial, std::span<const double> scores, bool went_on) {
  for (std::size_t r = 0; r < std::min(scores.size(), rungs()); ++r) {
    Arrival arrival{.score = scores[r], .trial = trial};
    if (went_on || r + 1 < scores.size()) let_on(arrival, r);
    arrive(rungs_[r], arrival);
  }
}

void Halving::reached(TrialId trial, double score) { arrive(rungs_[aim_[trial.value]], {.score = score, .trial = trial}); }

void Halving::dropped(TrialId trial) {
  if (aim_[trial.value] < rungs()) ++rungs_[aim_[trial.value]].dropped;
}

bool Halving::decided(const Rung& rung) const {
  return !rule_.deterministic || rung.arrivals.size() + rung.dropped == rung.expected;
}

std::vector<TrialId> Halving::promote() {
  std::vector<TrialId> all;
  for (std::size_t r = 0; r < rungs(); ++r) {
    Rung& rung = rungs_[r];
    if (!decided(rung)) break;  // those of later rungs come from here
    std::size_t places = (rung.arrivals.size() + rung.dropped) / rule_.factor;
    if (rule_.deterministic && !rung.arrivals.empty()) places = std::max<std::size_t>(places, 1);
    for (std::size_t i = 0; i < std::min(places, rung.arrivals.size()); ++i) {
      Arrival& arrival = rung.arrivals[i];
      if (arrival.promoted) continue;
      let_on(arrival, r);
      all.push_back(arrival.trial);
    }
  }
  return all;
}

}  // namespace quanvas::dispatch
