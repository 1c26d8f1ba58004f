#include "store/file.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <iterator>
#include <random>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/process.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

// A file under a temporary name that is removed, if it was not kept, when it goes out of scope.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path final_path)
      : final_path_(std::move(final_path)), path_(final_path_.parent_path() / fmt::format(".{}.tmp", unique_name())) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    close();
    if (!kept_) ::unlink(path_.c_str());
  }

  const fs::path& path() const { return path_; }

  void open(int flags) {
    descriptor_ = ::open(path_.c_str(), flags | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail_errno(final_path_.string(), "cannot create the file");
  }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_errno(final_path_.string(), "cannot write");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  // Flushes it and puts it in its place.
  void keep() {
    flush();
    rename();
  }

  void flush() {
    if (::fsync(descriptor_) != 0) fail_errno(final_path_.string(), "cannot flush to the disk");
  }

  void rename() {
    if (::rename(path_.c_str(), final_path_.c_str()) != 0) fail_errno(final_path_.string(), "cannot rename into place");
    kept_ = true;
    close();
    flush_folder(final_path_.has_parent_path() ? final_path_.parent_path() : fs::path("."));
  }

 private:
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

  // Makes the names in a folder survive a crash.
  static void flush_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail_errno(folder.string(), "cannot open the folder");
    const bool flushed = ::fsync(descriptor) == 0 || errno == EINVAL;  // EINVAL: a file system that has no such thing
    const int code = errno;
    ::close(descriptor);
    errno = code;
    if (!flushed) fail_errno(folder.string(), "cannot flush the folder");
  }

  fs::path final_path_;
  fs::path path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

// What differs between two files that had one name after another.
struct Identity {
  ino_t inode = 0;
  off_t size = 0;
  std::array<std::int64_t, 4> times{};  // of its last change, and of that of its inode

  friend bool operator==(const Identity&, const Identity&) = default;
};

Identity identity_of(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return {};  // there is none
  return {.inode = facts.st_ino,
          .size = facts.st_size,
          .times = {facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec}};
}

// Excludes other processes that replace a file, while it lives. Whoever waits for one that is suspended goes on without
// it in the end, as where the file system has no locks.
class ReplacementLock {
 public:
  explicit ReplacementLock(const fs::path& path) {
    const fs::path lock = path.parent_path() / fmt::format(".{}.lock", path.filename().string());
    descriptor_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    constexpr int kMostAttempts = 1000;
    for (int attempt = 0; attempt < kMostAttempts && ::fcntl(descriptor_, F_OFD_SETLK, &whole) != 0; ++attempt) {
      if (errno != EAGAIN && errno != EACCES) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  ReplacementLock(const ReplacementLock&) = delete;
  ReplacementLock& operator=(const ReplacementLock&) = delete;
  ~ReplacementLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  int descriptor_ = -1;
};

void replace_with_latest(const fs::path& path, const std::function<void(TemporaryFile&)>& write) {
  for (;;) {
    const Identity before = identity_of(path);
    TemporaryFile file(path);
    file.open(O_WRONLY | O_CREAT | O_EXCL);
    write(file);
    file.flush();
    const ReplacementLock lock(path);
    if (identity_of(path) != before) continue;
    file.rename();
    return;
  }
}

bool is_old(const fs::path& path) {
  std::error_code code;
  const auto touched = fs::last_write_time(path, code);
  return !code && fs::file_time_type::clock::now() - touched > std::chrono::hours(24);
}

std::string seal_line(std::span<const std::byte> payload, std::string_view kind) {
  return fmt::format("\nquanvas {} {}\n", kind, checksum(payload));
}

}  // namespace

std::string unique_name() {
  static const std::uint32_t drawn = std::random_device{}();
  static std::atomic<unsigned> counter{0};
  return fmt::format("{}~{:08x}.{}", Process::self().text(), drawn, counter++);
}

void write_whole(const fs::path& path, std::span<const std::byte> bytes) {
  TemporaryFile file(path);
  file.open(O_WRONLY | O_CREAT | O_EXCL);
  file.write(bytes);
  file.keep();
}

void write_whole(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  TemporaryFile file(path);
  file.open(O_WRONLY | O_CREAT | O_EXCL);  // so that errors carry their reason
  write(file.path());
  file.keep();
}

void write_latest(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  replace_with_latest(path, [&](TemporaryFile& file) { write(file.path()); });
}

void write_latest(const fs::path& path, const std::function<std::string()>& text) {
  replace_with_latest(path, [&](TemporaryFile& file) {
    const std::string latest = text();
    file.write(std::as_bytes(std::span(latest)));
  });
}

std::vector<std::byte> read_whole(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail_errno(path.string(), "cannot open the file");
  std::vector<std::byte> bytes;
  struct stat facts {};
  if (::fstat(descriptor, &facts) == 0 && facts.st_size > 0) bytes.resize(static_cast<std::size_t>(facts.st_size));
  std::size_t done = 0;
  ssize_t got = 0;
  while (done < bytes.size() && (got = ::read(descriptor, bytes.data() + done, bytes.size() - done)) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    done += static_cast<std::size_t>(got);
  }
  const int code = errno;
  ::close(descriptor);
  errno = code;
  if (got < 0) fail_errno(path.string(), "cannot read the file");
  bytes.resize(done);
  return bytes;
}

std::vector<std::byte> seal(std::vector<std::byte> bytes, std::string_view kind) {
  const std::string line = seal_line(bytes, kind);
  std::ranges::copy(std::as_bytes(std::span(line)), std::back_inserter(bytes));
  return bytes;
}

std::span<const std::byte> unseal(std::span<const std::byte> bytes, std::string_view kind, const std::string& name) {
  const std::size_t length = seal_line({}, kind).size();
  require(bytes.size() > length, "{}: cut short", name);
  const auto payload = bytes.first(bytes.size() - length);
  const auto last = bytes.last(length);
  const std::string_view found(reinterpret_cast<const char*>(last.data()), last.size());
  require(found.starts_with(fmt::format("\nquanvas {} ", kind)),
          "{}: its checksum is missing from the end, so that it was cut short or written by an older version", name);
  require(found == seal_line(payload, kind),
          "{}: its checksum is wrong, so that its bytes are not those that were written", name);
  return payload;
}

void make_folder(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (!code) return;
  errno = code.value();
  fail_errno(path.string(), "cannot create the folder");
}

std::size_t remove_leftovers(const fs::path& folder) {
  std::size_t removed = 0;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.')) continue;
    const auto writer = Process::parse(std::string_view(name).substr(1));
    if (!writer || lives(*writer).value_or(!is_old(entry.path()))) continue;
    std::error_code ignored;
    if (fs::remove(entry.path(), ignored)) ++removed;
  }
  return removed;
}

}  // namespace quanvas::store
