#include "store/lock.hpp"

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <map>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/interrupted.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

// The file system's idea of now, which need not be this host's: the time of a file that is written here and now.
fs::file_time_type now_at(const Folder& folder) {
  const fs::path probe = folder.root / fmt::format(".{}.tmp", unique_name());
  std::error_code code;
  const int descriptor = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return fs::file_time_type::clock::now();
  ::close(descriptor);
  const auto now = fs::last_write_time(probe, code);
  fs::remove(probe, code);
  return now;
}

enum class Lock { taken, refused, unknown };  // unknown: the file system has no locks

Lock try_lock(int descriptor, Hold hold) {
  struct flock whole {};
  whole.l_type = hold == Hold::alone ? F_WRLCK : F_RDLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(descriptor, F_OFD_SETLK, &whole) == 0) return Lock::taken;
  return errno == EAGAIN || errno == EACCES ? Lock::refused : Lock::unknown;
}

std::string describe(const LockOwner& owner) {
  const std::string length = duration(std::abs(static_cast<double>(owner.silent.count())));
  return fmt::format("process {} on {} (since {}, last sign of life {})", owner.process.number, owner.process.host,
                     owner.since,
                     owner.silent < 0s ? length + " in the future: a clock was set back" : length + " ago");
}

// A moment in which others may stamp. Throws Interrupted.
void pause(const Folder& folder, const Waiting& waiting) {
  for (int slice = 0; slice < 10; ++slice) {
    if (waiting.stop && waiting.stop())
      throw Interrupted(fmt::format("{}: stopped while waiting to see whether it is in use; nothing was begun",
                                    folder.root.string()));
    std::this_thread::sleep_for(100ms);
  }
}

// A stamp that is watched: whoever changes it is alive, and dead who has not for kStaleAfter by this process's clock.
class Watch {
 public:
  explicit Watch(fs::file_time_type stamp) : stamp_(stamp) {}
  bool changed(fs::file_time_type stamp) const { return stamp != stamp_; }
  bool over() const { return std::chrono::steady_clock::now() - since_ > FolderLock::kStaleAfter; }

 private:
  fs::file_time_type stamp_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

[[noreturn]] void refuse(const Folder& folder, const LockOwner& owner) {
  fail("{}: in use by {}; wait until it ends, or choose another folder", folder.root.string(), describe(owner));
}

fs::file_time_type stamp_of(const Folder& folder, const std::string& member) {
  std::error_code ignored;
  return fs::last_write_time(folder.members() / member, ignored);
}

// Returns when none of those is left that share the folder. Throws Error where one is alive: on this host, or as it
// stamps again.
void wait_for_members(const Folder& folder, const Waiting& waiting) {
  std::map<std::string, Watch> watches;
  for (std::vector<std::string> members = living_members(folder); !members.empty(); members = living_members(folder)) {
    for (const std::string& member : members) {
      const auto [entry, is_new] = watches.try_emplace(member, stamp_of(folder, member));
      if (Process::parse(member)->host == host_name() || entry->second.changed(stamp_of(folder, member)))
        fail("{}: in use by {} processes that share it; wait until they end, or choose another folder",
             folder.root.string(), members.size());
      if (is_new)
        waiting.say(
            fmt::format("{}: waiting to see whether {}, which shares it, is alive", folder.root.string(), member));
    }
    pause(folder, waiting);
  }
}

}  // namespace

bool is_dead(const LockOwner& owner) {
  return !lives(owner.process).value_or(std::chrono::abs(owner.silent) <= FolderLock::kStaleAfter);
}

FolderLock::FolderLock(const Folder& folder, Hold hold, const Waiting& waiting)
    : folder_(folder), hold_(hold), self_(Process::self()) {
  descriptor_ = ::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail_errno(folder.lock().string(), "cannot open the lock");
  try {
    acquire(waiting);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
  stamper_ = std::jthread([this](const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!lost_ && !woken_.wait_for(lock, stop, kStampEvery, [&] { return stop.stop_requested(); })) try {
        const auto owner = lock_owner(folder_);
        lost_ = owner && owner->process.number != 0 && owner->process != self_ && !is_dead(*owner);
        if (!lost_) stamp();
      } catch (const Error&) {
        // The folder is full or gone: whoever writes results there says so.
      }
  });
}

// Returns when the folder is this process's.
void FolderLock::acquire(const Waiting& waiting) {
  Lock lock = Lock::unknown;
  if (hold_ == Hold::alone) wait_for_members(folder_, waiting);
  for (std::optional<Watch> watch;; pause(folder_, waiting)) {
    lock = try_lock(descriptor_, hold_);
    const std::optional<LockOwner> owner = lock_owner(folder_);  // not before: the last one may have just left
    if (lock == Lock::refused)
      refuse(folder_, owner.value_or(LockOwner{.process = {.host = "another host"}, .since = "just now"}));
    if (!owner || owner->process.number == 0) break;
    const bool of_this_host = owner->process.host == host_name();
    const bool silent = owner->silent > kStaleAfter || (watch && watch->over());
    // Of this host's processes the lock itself tells; another may have the dead holder's number by now.
    if (!lives(owner->process).value_or(!silent) || (lock == Lock::taken && of_this_host)) {
      waiting.say(fmt::format("{}: taken over from {}, which has not ended in good order", folder_.root.string(),
                              describe(*owner)));
      break;
    }
    // Locks may not reach its host. It is alive if it stamps again.
    if (of_this_host || (watch && watch->changed(owner->stamped))) refuse(folder_, *owner);
    if (watch) continue;
    watch.emplace(owner->stamped);
    waiting.say(fmt::format("{}: waiting to see whether {} is alive", folder_.root.string(), describe(*owner)));
  }
  since_ = time_of_day();
  if (hold_ == Hold::shared) {
    make_folder(folder_.members());
    member_ = unique_name();
  }
  stamp();
  if (hold_ == Hold::alone && lock == Lock::unknown) {  // two may have come here at once: the last to write has it
    std::this_thread::sleep_for(1s);
    if (const auto owner = lock_owner(folder_); owner && owner->process != self_) refuse(folder_, *owner);
  }
}

FolderLock::~FolderLock() {
  stamper_.request_stop();
  stamper_.join();
  std::error_code ignored;
  if (hold_ == Hold::shared) fs::remove(folder_.members() / member_, ignored);
  else if (!lost_) [[maybe_unused]] const int emptied = ::ftruncate(descriptor_, 0);
  ::close(descriptor_);
}

void FolderLock::stamp() {
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}\n{}\n", self_.host, self_.number, self_.start, since_, time_of_day());
  if (hold_ == Hold::shared) {
    write_whole(folder_.members() / member_, std::as_bytes(std::span(text)));
    return;
  }
  if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    fail_errno(folder_.lock().string(), "cannot write");
  [[maybe_unused]] const int cut =
      ::ftruncate(descriptor_, static_cast<off_t>(text.size()));  // after a holder with a longer name
}

bool is_member_alive(const Folder& folder, std::string_view member) {
  const auto process = Process::parse(member);
  if (!process) return false;
  std::error_code code;
  const auto stamped = fs::last_write_time(folder.members() / member, code);
  if (code) return false;
  return lives(*process).value_or(std::chrono::abs(now_at(folder) - stamped) < FolderLock::kStaleAfter);
}

std::vector<std::string> living_members(const Folder& folder) {
  std::vector<std::string> living;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.members(), code)) {
    const std::string name = entry.path().filename().string();
    const bool other = name.starts_with('.') ||
                       entry.path().extension() == ".json";  // temporaries, and what members say of themselves
    if (!other && is_member_alive(folder, name)) living.push_back(name);
  }
  return living;
}

std::optional<LockOwner> lock_owner(const Folder& folder) {
  std::error_code code;
  if (!fs::exists(folder.lock(), code)) return std::nullopt;
  const std::vector<std::byte> bytes = read_whole(folder.lock());
  const std::vector<std::string_view> lines = split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, '\n');
  if (lines.size() < 4) return std::nullopt;
  const fs::file_time_type stamped = fs::last_write_time(folder.lock(), code);
  return LockOwner{.process = {.host = std::string(lines[0]),
                               .number = parse_integer(lines[1]).value_or(0),
                               .start = parse_unsigned(lines[2]).value_or(0)},
                   .since = std::string(lines[3]),
                   .stamped = stamped,
                   .silent = std::chrono::duration_cast<std::chrono::seconds>(now_at(folder) - stamped)};
}

void wait_until_free(const Folder& folder, const std::function<bool()>& stop, std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline && !stop()) {
    const std::optional<LockOwner> owner = lock_owner(folder);
    if (!owner || is_dead(*owner)) return;
    std::this_thread::sleep_for(100ms);
  }
}

}  // namespace quanvas::store
