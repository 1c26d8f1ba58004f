#include "sweep/folder.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/index.hpp"
#include "store/schema.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::sweep {
namespace {

constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kLeastPrefix = 6;  // characters; fewer would be taken for numbers

trial::Key key_of(const trial::Sweep& sweep, std::string_view name) {
  if (name.size() == kKeyLength) return {std::string(name)};
  if (const auto number = parse_unsigned(name); number && *number < sweep.keys.size()) return sweep.keys[*number];
  require(name.size() >= kLeastPrefix,
          "`{}` is no number below {}, and too short for the front of a key: {} characters at least", name,
          sweep.keys.size(), kLeastPrefix);
  std::vector<trial::Key> found;
  for (const trial::Key& key : sweep.keys)
    if (key.text.starts_with(name)) found.push_back(key);
  require(!found.empty(), "no key of the sweep begins with `{}`", name);
  if (found.size() > 1)
    fail("the keys of {} trials begin with `{}`: {}, {}, ...; more characters, please", found.size(), name,
         found[0].text, found[1].text);
  return found[0];
}

}  // namespace

std::filesystem::path base_of(const std::string& sweep_file) {
  return std::filesystem::absolute(sweep_file).lexically_normal().parent_path();
}

trial::Sweep read_asked_sweep(const std::string& file) {
  const trial::Vocabulary words = vocabulary({.base = base_of(file)});
  trial::Sweep sweep = trial::read_sweep(file, words);
  trial::require_sensible(sweep, file, words);
  return sweep;
}

trial::Sweep read_folder_sweep(const store::Folder& folder) {
  std::error_code ignored;
  require(std::filesystem::exists(folder.sweep(), ignored),
          "{}: no sweep.toml in it, so it is no output folder of `quanvas sweep`", folder.root.string());
  return trial::read_sweep(folder.sweep().string(), vocabulary(read_known_data(folder)));
}

trial::Record find_trial(const std::filesystem::path& where, std::string_view name) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(where, ignored)) return store::read_result(where, name);
  const store::Folder folder{where};
  const trial::Key key = key_of(read_folder_sweep(folder), name);
  const auto record = find_record(folder, key);
  require(record.has_value(), "{}: no record of trial {} yet; `quanvas status` tells how far the sweep is",
          folder.root.string(), key.text);
  return *record;
}

}  // namespace quanvas::sweep
