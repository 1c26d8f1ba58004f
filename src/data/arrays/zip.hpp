// Reader of ZIP archives (PKWARE's APPNOTE), as far as NumPy writes them: members stored or deflated, below 4 GB.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/arrays/whole_file.hpp"

namespace quanvas::data {

// Every member by its name, its CRC-32 checked. Throws Error that names the archive for one that is truncated, damaged,
// encrypted, packed in another way, or whose members have more than kMostFileBytes together.
std::map<std::string, std::vector<std::uint8_t>> read_zip(const std::filesystem::path& path);

// The same of an archive's bytes, called `name` in errors.
std::map<std::string, std::vector<std::uint8_t>> parse_zip(Bytes bytes, const std::string& name);

}  // namespace quanvas::data
