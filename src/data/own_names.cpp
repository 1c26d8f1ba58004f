#include "data/own_names.hpp"

#include <algorithm>
#include <cctype>

#include "base/error.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostClasses = 256;

}  // namespace

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return lower;
}

std::optional<OwnPart> part_called(std::string_view name) {
  const std::string lower = lowered(name);
  for (const char* const train : {"train", "training"})
    if (lower == train) return OwnPart::train;
  for (const char* const validation : {"val", "valid", "validation"})
    if (lower == validation) return OwnPart::validation;
  for (const char* const test : {"test", "testing", "t10k"})
    if (lower == test) return OwnPart::test;
  return std::nullopt;
}

std::vector<std::string> class_names_of(std::vector<std::string> labels, const std::string& where) {
  std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  if (std::ranges::all_of(labels, [](const std::string& label) { return parse_integer(label).has_value(); }))
    std::ranges::stable_sort(labels, {}, [](const std::string& label) { return *parse_integer(label); });
  require(labels.size() >= 2, "{}: {} class{}{}, but a data set has at least two", where, labels.size(),
          labels.size() == 1 ? ", " : "es", labels.size() == 1 ? labels.front() : "");
  require(labels.size() <= kMostClasses, "{}: {} classes, more than {}", where, labels.size(), kMostClasses);
  return labels;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_clutter(const fs::path& path) {
  constexpr std::string_view kNames[] = {"thumbs.db", "desktop.ini", "__macosx"};
  const std::string name = lowered(path.filename().string());
  return name.starts_with('.') || std::ranges::find(kNames, name) != std::end(kNames);
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
    if (!is_clutter(entry->path())) paths.push_back(entry->path());
  require(!code, "{}: the folder cannot be read: {}", folder.string(), code.message());
  std::ranges::sort(paths, {}, [](const fs::path& path) { return path.native(); });
  return paths;
}

}  // namespace quanvas::data
