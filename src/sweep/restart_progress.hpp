// What the starts of a sweep have brought, for those who start it again and again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

struct RestartProgress {
  std::size_t count = 0;  // finished trials, and crashes whose trial is known, which is marked lost in the end
  std::optional<std::filesystem::file_time_type> checkpoint;  // of the newest; of long trials

  bool exceeds(const RestartProgress& earlier) const {
    return count > earlier.count || checkpoint > earlier.checkpoint;
  }
};

RestartProgress restart_progress(const store::Folder& folder, const trial::Sweep& sweep);

}  // namespace quanvas::sweep
