#include "sweep/restart_progress.hpp"

#include <algorithm>

#include "store/index.hpp"
#include "store/running.hpp"

namespace quanvas::sweep {

// Ends of a trial's process from outside that leave hope for the next start. There is a limit, since the system may
// kill a process for what its trial does, and not say so.
constexpr std::size_t kMostExcused = 5;

RestartProgress restart_progress(const store::Folder& folder, const trial::Sweep& sweep) {
  const store::Index index = read_index(folder, sweep);
  RestartProgress progress;
  progress.count = index.finished() + index.count(trial::Status::stopped);
  for (const auto& [key, incidents] : all_incidents(folder))
    progress.count += incidents.crashes.size() + std::min(incidents.others.size(), kMostExcused);
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder.checkpoints(), code))
    if (const auto time = entry.last_write_time(code); !code)
      progress.checkpoint = std::max(progress.checkpoint, std::optional(time));
  return progress;
}

}  // namespace quanvas::sweep
