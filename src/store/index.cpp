#include "store/index.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/error.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

// In the order of their names, so that the same folder gives the same index.
std::vector<fs::path> shards_of(const Folder& folder) {
  std::vector<fs::path> paths;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.shards(), code))
    if (entry.path().extension() == ".h5" && !entry.path().filename().string().starts_with('.'))
      paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

// The records of a shard; none, with a word about it in `damaged`, where it cannot be read. Nothing where it has been
// packed away since the folder was listed.
std::optional<std::vector<trial::Record>> read_or_note(const fs::path& path, std::vector<Damage>& damaged) {
  try {
    return read_shard_if_there(path);
  } catch (const WrongVersion&) {
    throw;
  } catch (const Error& error) {
    damaged.push_back({.shard = path, .message = error.what()});
    return std::vector<trial::Record>{};
  }
}

// Calls `visit` for every readable record of the folder. A shard that was packed away before it could be read is in a
// new one, which a listing that was made meanwhile may lack: the folder is listed again until two listings in a row
// held nothing that was gone.
template <class Visit>
void visit_records(const Folder& folder, std::vector<fs::path>& shards, std::vector<Damage>& damaged, Visit&& visit) {
  std::set<fs::path> seen;
  for (int listings_left = 2; listings_left > 0; --listings_left) {
    for (const fs::path& path : shards_of(folder)) {
      if (!seen.insert(path).second) continue;
      const auto records = read_or_note(path, damaged);
      if (!records) listings_left = 3;
      if (!records || records->empty()) continue;
      shards.push_back(path);
      for (std::size_t row = 0; row < records->size(); ++row) visit(row, (*records)[row]);
    }
  }
}

}  // namespace

std::uint32_t Index::build_of(const trial::Record& record) {
  const Build build{.revision = record.execution.revision, .compiler = record.execution.build};
  const auto found = std::ranges::find(builds, build);
  const auto position = static_cast<std::uint32_t>(found - builds.begin());
  if (found == builds.end()) builds.push_back(build);
  return position;
}

bool finished(const Entry& entry) {
  return entry.status == trial::Status::completed || entry.status == trial::Status::diverged ||
         entry.status == trial::Status::lost;
}

std::size_t Index::count(trial::Status status) const {
  return static_cast<std::size_t>(std::ranges::count(entries, std::optional(status), &Entry::status));
}

std::size_t Index::missing() const {
  return static_cast<std::size_t>(std::ranges::count(entries, std::optional<trial::Status>(), &Entry::status));
}

std::size_t Index::finished() const {
  return static_cast<std::size_t>(std::ranges::count_if(entries, store::finished));
}

std::vector<std::size_t> Index::with(trial::Status status) const {
  std::vector<std::size_t> trials;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].status == status) trials.push_back(i);
  return trials;
}

Index read_index(const Folder& folder, const trial::Sweep& sweep, const Visit& visit) {
  std::unordered_map<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < sweep.keys.size(); ++i) positions.emplace(sweep.keys[i].text, i);
  Index index;
  std::set<std::string> others;
  index.entries.resize(sweep.keys.size());
  visit_records(folder, index.shards, index.damaged, [&](std::size_t row, const trial::Record& record) {
    const auto position = positions.find(record.key.text);
    if (position == positions.end()) {
      others.insert(record.key.text);
      return;
    }
    const std::size_t trial = position->second;
    if (visit) visit(trial, record);
    Entry& entry = index.entries[trial];
    if (entry.status && standing_of(record) <= entry.standing) return;
    entry = {.status = status_of(record.outcome),
             .standing = standing_of(record),
             .shard = static_cast<std::uint32_t>(index.shards.size() - 1),
             .row = static_cast<std::uint32_t>(row),
             .seconds = static_cast<float>(record.execution.seconds),
             .build = index.build_of(record)};
    index.messages.erase(trial);
    if (!training_of(record.outcome)) index.messages[trial] = message_of(record.outcome);
  });
  index.others = others.size();
  return index;
}

bool visit_counting(const Folder& folder, const trial::Sweep& sweep, const Index& index, const Visit& visit) {
  std::vector<std::vector<std::size_t>> trials(index.shards.size());  // [shard]
  for (std::size_t i = 0; i < index.entries.size(); ++i)
    if (index.entries[i].status) trials[index.entries[i].shard].push_back(i);
  const auto is_it = [&](std::size_t trial, const trial::Record& record) {
    return record.key == sweep.keys[trial] && standing_of(record) == index.entries[trial].standing;
  };

  std::unordered_map<std::string_view, std::size_t> moved;
  std::vector<Damage> ignored;
  for (std::size_t shard = 0; shard < trials.size(); ++shard) {
    if (trials[shard].empty()) continue;
    const std::vector<trial::Record> records =
        read_or_note(index.shards[shard], ignored).value_or(std::vector<trial::Record>{});
    for (const std::size_t trial : trials[shard]) {
      const std::uint32_t row = index.entries[trial].row;
      if (row < records.size() && is_it(trial, records[row])) visit(trial, records[row]);
      else moved.emplace(sweep.keys[trial].text, trial);
    }
  }
  if (moved.empty()) return true;
  std::vector<fs::path> shards;
  visit_records(folder, shards, ignored, [&](std::size_t, const trial::Record& record) {
    const auto found = moved.find(record.key.text);
    if (found == moved.end() || !is_it(found->second, record)) return;
    visit(found->second, record);
    moved.erase(found);
  });
  return moved.empty();
}

void retry_while_records_vanish(const Folder& folder, const std::function<bool()>& attempt) {
  constexpr int kMostAttempts = 10;
  for (int attempts = 0; attempts < kMostAttempts; ++attempts)
    if (attempt()) return;
  fail("{}: trials vanish while they are being merged; leave the folder alone and try again", folder.shards().string());
}

std::optional<trial::Record> find_record(const Folder& folder, const trial::Key& key) {
  std::optional<trial::Record> found;
  std::vector<fs::path> shards;
  std::vector<Damage> damaged;
  visit_records(folder, shards, damaged, [&](std::size_t, const trial::Record& record) {
    if (record.key == key && (!found || standing_of(record) > standing_of(*found))) found = record;
  });
  return found;
}

}  // namespace quanvas::store
