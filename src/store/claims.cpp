#include "store/claims.hpp"

#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDone = "\ndone";

// Puts the text there if nothing is there yet. Returns whether it did.
bool create(const fs::path& path, std::string_view text) {
  const fs::path whole = path.parent_path() / fmt::format(".{}.tmp", unique_name());
  const int descriptor = ::open(whole.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail_errno(whole.string(), "cannot create the file");
  const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int write_error = errno;
  ::close(descriptor);
  const bool linked = written && ::link(whole.c_str(), path.c_str()) == 0;
  const int error = written ? errno : write_error;
  ::unlink(whole.c_str());
  if (linked) return true;
  if (written && error == EEXIST) return false;
  errno = error;
  fail_errno(path.string(), "cannot claim the trial");
}

std::optional<std::string> read(const fs::path& path) {
  try {
    const std::vector<std::byte> bytes = read_whole(path);
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } catch (const Error&) {
    return std::nullopt;  // removed meanwhile
  }
}

}  // namespace

Claims::Claims(const Folder& folder, const FolderLock& lock) : folder_(folder), member_(lock.member()) {
  if (living_members(folder).size() <= 1) {
    std::error_code ignored;
    fs::remove_all(folder.claims(), ignored);
  }
  make_folder(folder.claims());
}

Claims::Claim Claims::take(const trial::Key& key) {
  const fs::path path = path_of(key);
  Claim claim = Claim::ours;
  while (!create(path, member_)) {
    const auto text = read(path);
    if (!text) continue;
    if (text->ends_with(kDone)) return Claim::done;
    if (*text == member_) return Claim::ours;
    if (is_member_alive(folder_, *text)) return Claim::theirs;
    claim = Claim::inherited;
    ::unlink(path.c_str());  // two may do so at once, and then both run the trial
  }
  return claim;
}

void Claims::finish(const trial::Key& key) {
  const fs::path path = path_of(key);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return;
  const bool written =
      descriptor >= 0 && ::write(descriptor, kDone.data(), kDone.size()) == static_cast<ssize_t>(kDone.size());
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  errno = error;
  if (!written) fail_errno(path.string(), "cannot note that the trial is finished");
}

}  // namespace quanvas::store
