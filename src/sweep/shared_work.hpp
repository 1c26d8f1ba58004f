// The trials of a sweep as one of several processes sees them that share the folder.
#pragma once

#include <chrono>

#include "base/ids.hpp"
#include "store/claims.hpp"
#include "store/index.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

class SharedWork {
 public:
  SharedWork(const store::Folder& folder, const store::FolderLock& lock, const trial::Sweep& sweep)
      : folder_(folder), sweep_(sweep), claims_(folder, lock) {}

  // Whether the trial is this process's to run from now on.
  bool claim(TrialId trial);

  // The trial has come to its end.
  void settle(TrialId trial) { claims_.finish(sweep_.keys[trial.value]); }

 private:
  bool is_finished(TrialId trial);

  store::Folder folder_;
  const trial::Sweep& sweep_;
  store::Claims claims_;
  store::Index index_;
  std::chrono::steady_clock::time_point looked_{};
};

}  // namespace quanvas::sweep
