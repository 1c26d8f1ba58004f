#include "store/shard.hpp"

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "store/file.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKind = "shard";

std::vector<std::byte> shard_bytes(const std::vector<trial::Record>& records) {
  std::vector<Row> rows;
  for (const trial::Record& record : records) rows.push_back({.trial = static_cast<std::int64_t>(rows.size()), .record = &record});
  return seal(write_records(rows, {}), kKind);
}

}  // namespace

Folder open_folder(const fs::path& root) {
  const Folder folder{root};
  for (const fs::path& path : {folder.root, folder.shards(), folder.checkpoints(), folder.running(), folder.deaths()}) make_folder(path);
  // Whether it can be written to is only known by writing.
  with_context("the output folder cannot be written to", [&] {
    const fs::path probe = folder.shards() / ("probe~" + unique_name());
    write_whole(probe, std::span<const std::byte>{});
    fs::remove(probe);
  });
  return folder;
}

void write_shard(const Folder& folder, const trial::Record& record) { write_whole(folder.shard(record.key), shard_bytes({record})); }

std::vector<trial::Record> read_shard(const fs::path& path) {
  const std::vector<std::byte> bytes = read_whole(path);
  std::vector<trial::Record> records = read_records(unseal(bytes, kKind, path.string()), path.string());
  const std::string name = path.stem().string();
  const bool own = name.find('~') == std::string::npos;
  require(!own || (records.size() == 1 && records[0].key.text == name), "{}: holds another trial than its name says", path.string());
  return records;
}

std::optional<std::vector<trial::Record>> read_shard_if_there(const fs::path& path) {
  try {
    return read_shard(path);
  } catch (const Error&) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) throw;
    return std::nullopt;
  }
}

Standing standing_of(const trial::Record& record) {
  const trial::Training* training = training_of(record.outcome);
  return {.attempts = record.attempts, .epochs = training ? static_cast<std::uint32_t>(training->gradient_norms.size()) : 0};
}

fs::path set_aside(const Folder& folder, const fs::path& shard) {
  std::error_code code;
  fs::create_directories(folder.damaged(), code);
  fs::path target;
  for (int attempt = 1; fs::exists(target = folder.damaged() / fmt::format("{}.{}.h5", shard.stem().string(), attempt)); ++attempt) {}
  if (!code) fs::rename(shard, target, code);
  if (code) {
    errno = code.value();
    fail_errno(shard.string(), "cannot set the damaged file aside");
  }
  return target;
}

void pack(const Folder& folder, std::span<const trial::Key> keys) {
  std::vector<trial::Record> records;
  std::vector<fs::path> originals;
  for (const trial::Key& key : keys) {
    auto shard = read_shard_if_there(folder.shard(key));
    if (!shard) continue;
    records.push_back(std::move(shard->front()));
    originals.push_back(folder.shard(key));
  }
  if (records.size() < 2) return;
  const fs::path target = folder.shards() / fmt::format("pack~{}.h5", unique_name());
  const std::vector<std::byte> bytes = shard_bytes(records);
  write_whole(target, bytes);
  require(read_whole(target) == bytes, "{}: reads back other bytes than were written; the disk cannot be trusted", target.string());
  for (const fs::path& path : originals) {
    std::error_code ignored;  // one that stays is merged away when the store is read
    fs::remove(path, ignored);
  }
}

void ShardWriter::save(const trial::Record& record) {
  write_shard(folder_, record);
  unpacked_.push_back(record.key);
  if (unpacked_.size() < pack_size_) return;
  pack(folder_, unpacked_);
  unpacked_.clear();
}

void pack_leftovers(const Folder& folder) {
  std::vector<trial::Key> keys;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder.shards(), ignored)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".h5" && name.find('~') == std::string::npos) keys.push_back({name});
  }
  std::ranges::sort(keys);
  for (std::size_t first = 0; first + ShardWriter::kPackSize <= keys.size(); first += ShardWriter::kPackSize)
    try {
      pack(folder, std::span(keys).subspan(first, ShardWriter::kPackSize));
    } catch (const Error&) {
      // Whoever reads the trials says what is wrong with them.
    }
}

}  // namespace quanvas::store
