// A sweep's folder and the workers' files in it: finished trials, each file whole or absent. A shard has the layout of
// store/schema.hpp with one row; it is built in memory, written to a temporary name in the same folder, flushed to the disk
// and renamed. Temporaries start with a dot and are never read.
#pragma once

#include <cstddef>
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
  std::filesystem::path shard(const trial::Key& key) const { return shards() / (key.text + ".h5"); }
  std::filesystem::path results() const { return root / "results.h5"; }
};

// Creates the folder where it is missing and proves that it can be written to. Throws Error with path and reason.
Folder open_folder(const std::filesystem::path& root);

// Puts the bytes at `path`, whole or not at all, so that they survive a crash of the machine. Throws Error with path and
// reason; what stood there before is then untouched.
void write_whole(const std::filesystem::path& path, std::span<const std::byte> bytes);

// Throws Error with path and reason.
std::vector<std::byte> read_whole(const std::filesystem::path& path);

// Puts a finished trial on disk, in the place of an earlier attempt at it.
void write_shard(const Folder& folder, const trial::Record& record);

// The finished trial, or nothing where there is none. Throws Error for a file that cannot be read.
std::optional<trial::Record> read_shard(const Folder& folder, const trial::Key& key);

}  // namespace quanvas::store
