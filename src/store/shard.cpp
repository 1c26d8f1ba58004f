#include "store/shard.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "base/error.hpp"
#include "store/file.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKind = "shard";
constexpr std::string_view kPack =
    "pack";  // what the name of a shard of many trials begins with; of one trial it is its key

std::string_view front_of(std::string_view name) { return name.substr(0, name.find('~')); }

std::vector<std::byte> shard_bytes(const std::vector<trial::Record>& records) {
  std::vector<Row> rows;
  for (const trial::Record& record : records)
    rows.push_back({.trial = static_cast<std::int64_t>(rows.size()), .record = &record});
  return seal(write_records(rows, {}), kKind);
}

}  // namespace

Folder open_folder(const fs::path& root) {
  const Folder folder{root};
  for (const fs::path& path : {folder.root, folder.shards(), folder.checkpoints(), folder.running(), folder.crashes()})
    make_folder(path);
  // Whether it can be written to is only known by writing.
  with_context("the output folder cannot be written to", [&] {
    const fs::path probe = folder.shards() / fmt::format(".{}.tmp", unique_name());
    write_whole(probe, std::span<const std::byte>{});
    fs::remove(probe);
  });
  return folder;
}

fs::path write_shard(const Folder& folder, const trial::Record& record) {
  const fs::path path = folder.shards() / fmt::format("{}~{}.h5", record.key.text, unique_name());
  write_whole(path, shard_bytes({record}));
  return path;
}

std::vector<trial::Record> read_shard(const fs::path& path) {
  const std::vector<std::byte> bytes = read_whole(path);
  std::vector<trial::Record> records = read_records(unseal(bytes, kKind, path.string()), path.string());
  const std::string name = path.stem().string();
  require(front_of(name) == kPack || (records.size() == 1 && records[0].key.text == front_of(name)),
          "{}: holds another trial than its name says", path.string());
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
  const trial::TrainingRecord* training = training_of(record.outcome);
  return {.attempts = record.attempts,
          .ended = !std::holds_alternative<trial::Stopped>(record.outcome),
          .epochs = training ? static_cast<std::uint32_t>(training->gradient_norms.size()) : 0};
}

fs::path set_aside(const Folder& folder, const fs::path& shard) {
  std::error_code code;
  fs::create_directories(folder.damaged(), code);
  fs::path target;
  for (int attempt = 1; fs::exists(target = folder.damaged() / fmt::format("{}.{}.h5", shard.stem().string(), attempt));
       ++attempt) {}
  if (!code) fs::rename(shard, target, code);
  if (code && code != std::errc::no_such_file_or_directory) {  // another process may have done it
    errno = code.value();
    fail_errno(shard.string(), "cannot set the damaged file aside");
  }
  return target;
}

void pack(const Folder& folder, std::span<const fs::path> shards) {
  std::vector<trial::Record> records;
  std::vector<fs::path> originals;
  for (const fs::path& path : shards) {
    auto shard = read_shard_if_there(path);
    if (!shard) continue;
    std::ranges::move(*shard, std::back_inserter(records));
    originals.push_back(path);
  }
  if (originals.size() < 2) return;
  const fs::path target = folder.shards() / fmt::format("{}~{}.h5", kPack, unique_name());
  const std::vector<std::byte> bytes = shard_bytes(records);
  write_whole(target, bytes);
  require(read_whole(target) == bytes, "{}: reads back other bytes than were written; the disk cannot be trusted",
          target.string());
  for (const fs::path& path : originals) {
    std::error_code ignored;  // one that stays is merged away when the store is read
    fs::remove(path, ignored);
  }
}

void ShardWriter::save(const trial::Record& record) {
  unpacked_.push_back(write_shard(folder_, record));
  if (unpacked_.size() < pack_size_) return;
  pack(folder_, unpacked_);
  unpacked_.clear();
}

void pack_leftovers(const Folder& folder) {
  std::vector<fs::path> shards;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder.shards(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".h5" && !name.starts_with('.') && front_of(name) != kPack)
      shards.push_back(entry.path());
  }
  std::ranges::sort(shards);
  for (std::size_t first = 0; first + ShardWriter::kPackSize <= shards.size(); first += ShardWriter::kPackSize) try {
      pack(folder, std::span(shards).subspan(first, ShardWriter::kPackSize));
    } catch (const Error&) {
      // Whoever reads the trials says what is wrong with them.
    }
}

}  // namespace quanvas::store
