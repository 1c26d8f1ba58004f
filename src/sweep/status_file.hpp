// How a sweep that is under way is doing, as its coordinator writes it into DIR/status.json every few seconds and when
// it ends (DIR/members/MEMBER.json where several share the folder): for `quanvas status`, on this host or another, and
// for whoever supervises it. A hint; the shards are the truth.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "dispatch/coordinator.hpp"
#include "store/index.hpp"
#include "sweep/end.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

class StatusFile {
 public:
  // `before` is what had been done when this run began.
  StatusFile(std::filesystem::path path, const trial::Sweep& sweep, const store::Index& before);

  // Writes at most every kEvery; a status that cannot be written is left out.
  void update(const dispatch::Coordinator& coordinator, double now);

  // The last word; `error` is what ended it, if something did.
  void end(End end, const std::string& error = {});

 private:
  static constexpr std::chrono::seconds kEvery{2};

  void write();

  std::filesystem::path path_;
  const trial::Sweep& sweep_;
  struct Before {  // trials that had ended
    std::size_t completed, diverged, lost;
  } before_;
  Json status_;
  double written_ = -1e9;
};

// What was written last, or nothing.
std::optional<Json> read_status(const std::filesystem::path& path);

// How it says that the sweep has ended; nothing where it says nothing, as that of a sweep that has not.
std::optional<End> end_in(const std::optional<Json>& status);

// Where a member that shares the folder writes it.
std::filesystem::path status_of_member(const store::Folder& folder, const std::string& member);

// The counts of what is on disk: total, completed, diverged, failed, lost, stopped, left.
Json counts_of(const store::Index& index);

}  // namespace quanvas::sweep
