// A launcher or program that runs the sweep as a child of this process.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "store/shard.hpp"
#include "sweep/end.hpp"
#include "sweep/status_file.hpp"

namespace quanvas::sweep {

inline constexpr int kCannotStart = 127;  // as of a shell

struct ChildExit {
  std::optional<int> signal;
  int code = 0;

  explicit ChildExit(int wait_status);
  std::string text() const;
};

// Runs a command to its end. Passes on a stop: to the coordinator where that is at work, else to the command. A
// launcher that stays although its sweep has ended, as Open MPI's may where ranks have crashed on other hosts, is
// killed. With a descriptor for its results (standard output) the command is kept apart from the terminal, and ends
// when this process does.
ChildExit run_child(const std::vector<std::string>& command, const store::Folder& folder,
                    const std::optional<Json>& earlier, std::optional<int> results = std::nullopt);

// How the sweep says that it has ended, since it said something else.
std::optional<End> ending_of(const store::Folder& folder, const std::optional<Json>& earlier);

}  // namespace quanvas::sweep
