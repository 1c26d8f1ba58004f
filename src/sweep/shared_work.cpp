#include "sweep/shared_work.hpp"

namespace quanvas::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLookEvery{10};

}  // namespace

bool SharedWork::claim(TrialId trial) {
  using Claim = store::Claims::Claim;
  switch (claims_.take(sweep_.keys[trial.value])) {
    case Claim::ours: return true;
    case Claim::inherited: break;
    case Claim::theirs:
    case Claim::done: return false;
  }
  if (!is_finished(trial)) return true;
  settle(trial);
  return false;
}

// Whoever had the trial may have finished it before its end.
bool SharedWork::is_finished(TrialId trial) {
  if (looked_ == Clock::time_point{} || Clock::now() - looked_ > kLookEvery) {
    index_ = read_index(folder_, sweep_);
    looked_ = Clock::now();
  }
  return finished(index_.entries[trial.value]);
}

}  // namespace quanvas::sweep
