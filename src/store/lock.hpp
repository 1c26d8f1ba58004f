// The lock on a folder: DIR/lock, held through fcntl, by one coordinator alone or by several that share the folder. Who
// holds it alone stamps it every few seconds; who shares it stamps a file of its own, DIR/members/UNIQUE. Stamps are
// for file systems where locks do not reach other hosts, and tell who looks on that a holder is alive.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/process.hpp"
#include "store/shard.hpp"

namespace quanvas::store {

struct LockOwner {
  Process process;
  std::string since;                        // time of day, local
  std::filesystem::file_time_type stamped;  // by the clock of the file system
  std::chrono::seconds silent{0};           // since then; below zero where that clock was set back
};

// What whoever waits for a folder wants to hear and to say.
struct Waiting {
  std::function<void(const std::string&)> say;
  std::function<bool()> stop;  // asked often: whether to give up. May be left out
};

enum class Hold { alone, shared };

class FolderLock {
 public:
  static constexpr std::chrono::seconds kStampEvery{10};
  static constexpr std::chrono::seconds kStaleAfter{45};

  // Takes the lock; `waiting` is told where it is taken from a dead holder, and where it waits to see whether one on
  // another host is alive: for kStaleAfter at most. Throws Error that names a holder that lives, Interrupted where
  // `waiting` gives up.
  FolderLock(const Folder& folder, Hold hold, const Waiting& waiting);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

  // Whether another holder has taken over, because of this one nothing was seen for too long. It has the folder now.
  bool lost() const { return lost_; }

  // The name of this holder among those that share the folder; "" of one that holds it alone.
  const std::string& member() const { return member_; }

 private:
  void acquire(const Waiting& waiting);
  void stamp();

  Folder folder_;
  Hold hold_;
  Process self_;
  std::string member_;
  int descriptor_ = -1;
  std::string since_;
  std::atomic<bool> lost_{false};
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread stamper_;
};

// Who holds the folder, alive or not; nobody where its last holder ended in good order.
std::optional<LockOwner> lock_owner(const Folder& folder);

// Whether a holder is dead: as this host can tell of its own processes, and by the silence of others. A stamp far in
// the future is none of a process that stamps every few seconds.
bool is_dead(const LockOwner& owner);

// Those that share the folder and live, by name; and whether one does.
std::vector<std::string> living_members(const Folder& folder);
bool is_member_alive(const Folder& folder, std::string_view member);

// Waits until no process of this host holds the folder, at most `patience` and until `stop`: one that has lost its
// launcher takes a moment to end.
void wait_until_free(const Folder& folder, const std::function<bool()>& stop,
                     std::chrono::seconds patience = std::chrono::seconds(30));

}  // namespace quanvas::store
