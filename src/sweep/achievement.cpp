#include "sweep/achievement.hpp"

#include <algorithm>

#include "store/index.hpp"
#include "store/running.hpp"

namespace quanvas::sweep {

Achievement achievement_of(const store::Folder& folder, const trial::Sweep& sweep) {
  const store::Index index = read_index(folder, sweep);
  Achievement achievement;
  achievement.count =
      static_cast<std::size_t>(std::ranges::count_if(index.entries, store::Index::finished, &store::Entry::status)) +
      index.count("stopped");
  for (const auto& [key, crashes] : all_crashes(folder)) achievement.count += crashes.size();
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder.checkpoints(), code))
    if (const auto time = entry.last_write_time(code); !code)
      achievement.checkpoint = std::max(achievement.checkpoint, time);
  return achievement;
}

}  // namespace quanvas::sweep
