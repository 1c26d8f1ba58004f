// A sweep's folder, and the files of finished trials in it. A shard has the layout of store/schema.hpp and is sealed
// (store/file.hpp): KEY~UNIQUE.h5 holds a trial when it is new, pack~UNIQUE.h5 holds many. Every shard has a name of
// its own, so that none is ever replaced: it is written once, read, and removed when what it holds stands in a pack. A
// trial may stand in several shards; the record of the highest standing counts.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trial/outcome.hpp"

namespace quanvas::store {

struct Folder {
  std::filesystem::path root;

  std::filesystem::path sweep() const { return root / "sweep.toml"; }
  std::filesystem::path shards() const { return root / "shards"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path checkpoint(const trial::Key& key) const { return checkpoints() / key.text; }
  std::filesystem::path running() const { return root / "running"; }
  std::filesystem::path crashes() const { return root / "deaths"; }  // the name that earlier versions gave it
  std::filesystem::path members() const { return root / "members"; }
  std::filesystem::path claims() const { return root / "claims"; }
  std::filesystem::path damaged() const { return root / "damaged"; }
  std::filesystem::path lock() const { return root / "lock"; }
  std::filesystem::path status() const { return root / "status.json"; }
  std::filesystem::path data() const { return root / "data.json"; }
  std::filesystem::path results() const { return root / "results.h5"; }
};

// Creates the folder where it is missing and proves that it can be written to. Throws Error with path and reason.
Folder open_folder(const std::filesystem::path& root);

// Puts a trial on disk, beside earlier records of it, and returns where.
std::filesystem::path write_shard(const Folder& folder, const trial::Record& record);

// The trials of a shard. Throws Error for a file that cannot be read, is cut short, or whose bytes are not those that
// were written, and WrongVersion for one of another schema version.
std::vector<trial::Record> read_shard(const std::filesystem::path& path);

// The same, or nothing where there is no such file: another process may pack it away at any time.
std::optional<std::vector<trial::Record>> read_shard_if_there(const std::filesystem::path& path);

// Of two records of one trial the greater counts: it was attempted more often, has come to an end, or has come further.
// Equals are the same.
struct Standing {
  std::int32_t attempts = 0;
  bool ended = false;  // not stopped on the way
  std::uint32_t epochs = 0;

  friend auto operator<=>(const Standing&, const Standing&) = default;
};

Standing standing_of(const trial::Record& record);

// Moves a shard that cannot be read out of the way, to be looked at, and returns where it lies now. Throws Error.
std::filesystem::path set_aside(const Folder& folder, const std::filesystem::path& shard);

// Merges shards into one and, when that has been read back, removes them. Those that are no more are passed over.
// Throws Error with path and reason; no trial is without a shard then.
void pack(const Folder& folder, std::span<const std::filesystem::path> shards);

// Puts one process's trials on disk, and packs them now and then.
class ShardWriter {
 public:
  static constexpr std::size_t kPackSize = 64;

  explicit ShardWriter(Folder folder, std::size_t pack_size = kPackSize)
      : folder_(std::move(folder)), pack_size_(pack_size) {}

  // When it returns, the trial is safe. Throws Error with path and reason.
  void save(const trial::Record& record);

 private:
  Folder folder_;
  std::size_t pack_size_;
  std::vector<std::filesystem::path> unpacked_;
};

// Packs the shards of one trial, kPackSize at a time: what processes have left unpacked when they ended. Fewer are left
// as they are, and so is what cannot be packed.
void pack_leftovers(const Folder& folder);

}  // namespace quanvas::store
