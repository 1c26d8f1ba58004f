// Files that are whole or absent: written under a temporary name in the same folder, flushed to the disk and renamed.
// Temporaries are called .UNIQUE.tmp and never read. A sealed file ends with a line that holds its checksum.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quanvas::store {

// HOST~NUMBER~START~TOKEN: the name of this process (base/process.hpp) and a token that is another in each call.
std::string unique_name();

// Puts the bytes at `path`, whole or not at all, so that they survive a crash of the machine. Throws Error with path
// and reason; what stood there before is then untouched.
void write_whole(const std::filesystem::path& path, std::span<const std::byte> bytes);

// The same for a file that `write` makes under the temporary name that it is given.
void write_whole(const std::filesystem::path& path, const std::function<void(const std::filesystem::path&)>& write);

// The same for a file that summarises others while they change, which several processes may write at once: where
// another has replaced the file since `write` began, `write` is called anew and reads what there is by now, so that no
// summary is ever replaced by an older one. Two that finish in the same instant exclude each other by a lock on
// .NAME.lock beside the file; where the file system has no locks, that instant alone is without protection.
void write_latest(const std::filesystem::path& path, const std::function<void(const std::filesystem::path&)>& write);

// The same for a file with the text that `text` returns.
void write_latest(const std::filesystem::path& path, const std::function<std::string()>& text);

// Throws Error with path and reason.
std::vector<std::byte> read_whole(const std::filesystem::path& path);

// The bytes with a line behind them that says what they are (`kind`) and holds their checksum.
std::vector<std::byte> seal(std::vector<std::byte> bytes, std::string_view kind);

// What stands before the line. Throws Error, calling the file `name`, where there is no such line or another checksum.
std::span<const std::byte> unseal(std::span<const std::byte> bytes, std::string_view kind, const std::string& name);

// Creates a folder and those above it. Throws Error with path and reason.
void make_folder(const std::filesystem::path& path);

// Removes the temporaries of processes that have ended, which for those of other hosts means: a day old. Returns how
// many.
std::size_t remove_leftovers(const std::filesystem::path& folder);

}  // namespace quanvas::store
