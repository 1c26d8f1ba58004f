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

void Halving::reached(TrialId trial, double score) {
  std::vector<Arrival>& arrivals = rungs_[aim_[trial.value]].arrivals;
  const Arrival arrival{.score = score, .trial = trial};
  const auto better = [](const Arrival& a, const Arrival& b) { return a.score != b.score ? a.score > b.score : a.trial < b.trial; };
  arrivals.insert(std::ranges::upper_bound(arrivals, arrival, better), arrival);
}

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
      arrival.promoted = true;
      aim_[arrival.trial.value] = static_cast<std::uint8_t>(r + 1);
      if (r + 1 < rungs()) ++rungs_[r + 1].expected;
      all.push_back(arrival.trial);
    }
  }
  return all;
}

}  // namespace quanvas::dispatch
