#include "store/shard.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iterator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  char host[256] = "host";
  ::gethostname(host, sizeof host - 1);
  return host;
}

// An open file that is closed, and removed if it was not kept, when it goes out of scope.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& final_path) : path_(temporary_name(final_path)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail_errno(final_path.string(), "cannot create the file");
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!kept_) ::unlink(path_.c_str());
  }

  void write(std::span<const std::byte> bytes, const fs::path& final_path) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_errno(final_path.string(), "cannot write");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor_) != 0) fail_errno(final_path.string(), "cannot flush to the disk");
  }

  void keep_as(const fs::path& final_path) {
    if (::rename(path_.c_str(), final_path.c_str()) != 0) fail_errno(final_path.string(), "cannot rename into place");
    kept_ = true;
  }

 private:
  // Unique among the processes of all hosts that write into the folder; remove_leftovers() reads it.
  static fs::path temporary_name(const fs::path& final_path) {
    static std::atomic<unsigned> counter{0};
    return final_path.parent_path() / fmt::format(".{}~{}~{}~{}", final_path.filename().string(), host_name(), ::getpid(), counter++);
  }

  fs::path path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

// Makes the names in a folder survive a crash.
void flush_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail_errno(folder.string(), "cannot open the folder");
  const bool flushed = ::fsync(descriptor) == 0 || errno == EINVAL;  // EINVAL: a file system that has no such thing
  const int code = errno;
  ::close(descriptor);
  errno = code;
  if (!flushed) fail_errno(folder.string(), "cannot flush the folder");
}

// The last line of a shard.
std::string seal(std::span<const std::byte> payload) { return fmt::format("\nquanvas shard {}\n", checksum(payload)); }

// What stands before the seal. Throws Error where there is none, or another one.
std::span<const std::byte> unsealed(std::span<const std::byte> bytes, const std::string& name) {
  const std::size_t length = seal({}).size();
  require(bytes.size() > length, "{}: cut short", name);
  const auto payload = bytes.first(bytes.size() - length);
  const auto last = bytes.last(length);
  const std::string_view found(reinterpret_cast<const char*>(last.data()), last.size());
  require(found.starts_with("\nquanvas shard "), "{}: its checksum is missing from the end, so that it was cut short or written by an older version", name);
  require(found == seal(payload), "{}: its checksum is wrong, so that its bytes are not those that were written", name);
  return payload;
}

// Whether a temporary's writer has ended, as far as this host can tell.
bool is_leftover(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  if (!name.starts_with('.')) return false;
  const std::vector<std::string_view> parts = split(name, '~');
  if (parts.size() == 4 && parts[1] == host_name())
    if (const auto process = parse_integer(parts[2])) return ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH;
  std::error_code code;
  const auto written = entry.last_write_time(code);
  return !code && fs::file_time_type::clock::now() - written > std::chrono::hours(24);
}

}  // namespace

Folder open_folder(const fs::path& root) {
  Folder folder{root};
  std::error_code code;
  fs::create_directories(folder.shards(), code);
  if (code) {
    errno = code.value();
    fail_errno(root.string(), "cannot create the output folder");
  }
  // Whether it can be written to is only known by writing.
  with_context("the output folder cannot be written to", [&] { TemporaryFile probe(folder.shards() / "probe"); });
  return folder;
}

void write_whole(const fs::path& path, std::span<const std::byte> bytes) {
  TemporaryFile file(path);
  file.write(bytes, path);
  file.keep_as(path);
  flush_folder(path.has_parent_path() ? path.parent_path() : fs::path("."));
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

void write_shard(const Folder& folder, const trial::Record& record) {
  const Row row{.trial = 0, .record = &record};
  std::vector<std::byte> bytes = write_records({&row, 1}, {});
  const std::string line = seal(bytes);
  std::ranges::copy(std::as_bytes(std::span(line)), std::back_inserter(bytes));
  write_whole(folder.shard(record.key), bytes);
}

std::optional<trial::Record> read_shard(const Folder& folder, const trial::Key& key) {
  const fs::path path = folder.shard(key);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::nullopt;
  const std::vector<std::byte> bytes = read_whole(path);
  std::vector<trial::Record> records = read_records(unsealed(bytes, path.string()), path.string());
  require(records.size() == 1 && records[0].key == key, "{}: holds another trial than its name says", path.string());
  return std::move(records[0]);
}

fs::path set_aside(const Folder& folder, const trial::Key& key) {
  std::error_code code;
  fs::create_directories(folder.damaged(), code);
  fs::path target;
  for (int attempt = 1; fs::exists(target = folder.damaged() / fmt::format("{}.{}.h5", key.text, attempt)); ++attempt) {}
  if (!code) fs::rename(folder.shard(key), target, code);
  if (code) {
    errno = code.value();
    fail_errno(folder.shard(key).string(), "cannot set the damaged file aside");
  }
  return target;
}

std::size_t remove_leftovers(const Folder& folder) {
  std::size_t removed = 0;
  std::error_code code;
  for (const fs::path& place : {folder.root, folder.shards()})
    for (const fs::directory_entry& entry : fs::directory_iterator(place, code))
      if (is_leftover(entry) && fs::remove(entry.path(), code)) ++removed;
  return removed;
}

}  // namespace quanvas::store
