// A sweep's folder and the workers' files in it: finished trials, each file whole or absent. A shard has the layout of
// store/schema.hpp with one row, and behind it, where HDF5 does not look, a line with its checksum. It is built in memory,
// written to a temporary name in the same folder, flushed to the disk and renamed. Temporaries start with a dot and are
// never read.
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
  std::filesystem::path damaged() const { return root / "damaged"; }
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

// The finished trial, or nothing where there is none. Throws Error for a file that cannot be read, is cut short, or whose
// bytes are not those that were written.
std::optional<trial::Record> read_shard(const Folder& folder, const trial::Key& key);

// Moves a file that cannot be read out of the way, to be looked at, and returns where it lies now. Throws Error.
std::filesystem::path set_aside(const Folder& folder, const trial::Key& key);

// Removes the temporaries of processes that are no more: those of this host that have ended, and any older than a day.
// Returns how many.
std::size_t remove_leftovers(const Folder& folder);

}  // namespace quanvas::store
