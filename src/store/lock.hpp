// The lock that keeps a second coordinator off a folder: DIR/lock, held through fcntl and stamped every few seconds. The
// stamp is for file systems where locks do not reach other hosts, and tells who looks on that the holder is alive.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/shard.hpp"

namespace quanvas::store {

struct LockOwner {
  std::string host;
  std::int64_t process = 0;
  std::string since;               // time of day, local
  std::chrono::seconds silent{0};  // since its last stamp, by the clock of the file system
};

class FolderLock {
 public:
  static constexpr std::chrono::seconds kStampEvery{10};
  static constexpr std::chrono::seconds kStaleAfter{45};

  // Takes the lock; `say` is told where it is taken from a dead holder, and while it waits to see whether a silent one on
  // another host is dead. Throws Error that names a holder that lives.
  FolderLock(const Folder& folder, const std::function<void(const std::string&)>& say);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  void stamp();

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::string since_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread stamper_;
};

// Who holds the folder, alive or not; nobody where its last holder ended in good order.
std::optional<LockOwner> lock_owner(const Folder& folder);

// Whether a holder is dead: as this host can tell of its own processes, and by the silence of others.
bool is_dead(const LockOwner& owner);

// Waits until no process of this host holds the folder, at most `patience`: one that has lost its launcher takes a moment to
// end.
void wait_until_free(const Folder& folder, std::chrono::seconds patience = std::chrono::seconds(30));

}  // namespace quanvas::store
