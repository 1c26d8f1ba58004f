#include "store/running.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

// A mark is three lines of fixed length, so that each can be overwritten alone: the trial, when it began (seconds since
// 1970), the signal that arrived.
constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kSignalOffset = 7 + kKeyLength + 18;

std::atomic<int> own_mark{-1};
std::atomic<int> noted{0};  // the signal

std::string mark_text(const std::string& key) {
  return fmt::format("trial {:<{}}\nsince {:>11}\nsignal {:>2}\n", key, kKeyLength, std::time(nullptr), noted.load());
}

struct Mark {
  std::string key;
  std::string since;
  int signal = 0;
};

bool is_key(std::string_view text) {
  return text.size() == kKeyLength && std::ranges::all_of(text, [](char c) {
           return std::string_view("0123456789abcdef").find(c) != std::string_view::npos;
         });
}

Mark read_mark(const fs::path& path) {
  const std::vector<std::byte> bytes = read_whole(path);
  Mark mark;
  for (const std::string_view line : split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, '\n')) {
    if (line.starts_with("trial ") && is_key(trim(line.substr(6)))) mark.key = trim(line.substr(6));
    if (line.starts_with("since ")) mark.since = trim(line.substr(6));
    if (line.starts_with("signal ")) mark.signal = static_cast<int>(parse_integer(trim(line.substr(7))).value_or(0));
  }
  return mark;
}

// Whether a process that noted this signal was told to end, so that it is no crash of its trial.
bool was_told(int signal) { return signal == SIGTERM || signal == SIGINT || signal == SIGUSR1; }

constexpr std::string_view kBegan = " began it at ";  // in every line of a crash

std::vector<std::string> lines_of(const fs::path& path) {
  const std::vector<std::byte> bytes = read_whole(path);
  std::vector<std::string> lines;
  for (const std::string_view line : split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, '\n'))
    if (line.find(kBegan) != std::string_view::npos) lines.emplace_back(line);  // a file system may leave others
  return lines;
}

void add_crash(const Folder& folder, const Mark& mark, std::string_view mark_name) {
  const std::string line = fmt::format(
      "{}{}{} and {}", mark_name, kBegan, mark.since,
      mark.signal ? fmt::format("crashed with signal {}", mark.signal) : std::string("ended without notice"));
  std::vector<std::string> lines = crashes_of(folder, {mark.key});
  if (std::ranges::find(lines, line) != lines.end()) return;  // noted before this was interrupted
  lines.push_back(line);
  const std::string text = join(lines, "\n");
  write_whole(folder.crashes() / mark.key, std::as_bytes(std::span(text)));
}

}  // namespace

RunningMark::RunningMark(const Folder& folder) : path_(folder.running() / unique_name()) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail_errno(path_.string(), "cannot create the file");
  end();
  own_mark = descriptor_;
}

RunningMark::~RunningMark() {
  own_mark = -1;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void RunningMark::begin(const trial::Key& key) { write(key.text); }
void RunningMark::end() { write(""); }

void RunningMark::write(const std::string& key) {
  const std::string text = mark_text(key);
  if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    fail_errno(path_.string(), "cannot write");
}

void note_signal(int signal) {
  noted = signal;
  const int descriptor = own_mark;
  if (descriptor < 0) return;
  const char digits[] = {static_cast<char>(signal >= 10 ? '0' + signal / 10 % 10 : ' '),
                         static_cast<char>('0' + signal % 10)};
  // Nothing can be done here where it fails.
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, digits, sizeof digits, kSignalOffset + 7);
}

bool is_gone(const Process& process) { return !lives(process).value_or(false); }

std::vector<trial::Key> record_crashes(const Folder& folder, const std::function<bool(const Process&)>& is_lost) {
  std::vector<trial::Key> trials;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.running(), code)) {
    const std::string name = entry.path().filename().string();
    const auto process = Process::parse(name);
    if (!process || !is_lost(*process)) continue;
    const Mark mark = read_mark(entry.path());
    if (!mark.key.empty() && !was_told(mark.signal)) {
      add_crash(folder, mark, name);
      trials.push_back({mark.key});
    }
    fs::remove(entry.path(), code);
  }
  return trials;
}

std::vector<std::string> crashes_of(const Folder& folder, const trial::Key& key) {
  const fs::path path = folder.crashes() / key.text;
  std::error_code ignored;
  return fs::exists(path, ignored) ? lines_of(path) : std::vector<std::string>{};
}

std::map<trial::Key, std::vector<std::string>> all_crashes(const Folder& folder) {
  std::map<trial::Key, std::vector<std::string>> all;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.crashes(), code))
    if (const std::string name = entry.path().filename().string(); !name.starts_with('.'))
      all[{name}] = lines_of(entry.path());
  return all;
}

void forget_crashes(const Folder& folder, const trial::Key& key) {
  std::error_code ignored;
  fs::remove(folder.crashes() / key.text, ignored);
}

}  // namespace quanvas::store
