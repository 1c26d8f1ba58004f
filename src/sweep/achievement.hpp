// What a start of a sweep has brought, for those who start it again and again.
#pragma once

#include <cstddef>
#include <filesystem>

#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

struct Achievement {
  std::size_t count = 0;  // finished trials, and crashes whose trial is known, which is marked lost in the end
  std::filesystem::file_time_type checkpoint{};  // of the newest; of long trials

  bool exceeds(const Achievement& earlier) const { return count > earlier.count || checkpoint > earlier.checkpoint; }
};

Achievement achievement_of(const store::Folder& folder, const trial::Sweep& sweep);

}  // namespace quanvas::sweep
