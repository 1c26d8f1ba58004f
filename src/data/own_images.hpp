// Data sets of one's own that are image files: class folders, or a table of files and labels.
#pragma once

#include <filesystem>
#include <memory>

#include "data/own.hpp"

namespace quanvas::data {

// Whether a folder has folders, or folders called as parts (part_called) that have folders.
bool is_class_folders(const std::filesystem::path& folder);

// The classes are the folders' names, of all parts together (class_names_of). Without folders called as parts it is the
// training part.
std::unique_ptr<OwnSource> open_class_folders(const std::filesystem::path& folder);

// Comma-separated fields (RFC 4180) with a heading: path, from the table's own folder; label, any text; and part, where
// there are several. Throws Error, naming the line.
std::unique_ptr<OwnSource> open_table(const std::filesystem::path& path);

}  // namespace quanvas::data
