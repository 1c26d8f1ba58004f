// What parts, classes and entries of folders are called in data sets of one's own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace quanvas::data {

enum class OwnPart { train, validation, test };
constexpr auto texts_of(OwnPart) { return texts("train", "validation", "test"); }

// The part that a name says, in any case, as folders, arrays and files are called: train, training, test, testing,
// t10k, val, valid, validation.
std::optional<OwnPart> part_called(std::string_view name);

// Labels of texts: in the order of numbers where all are numbers, else of bytes. Throws Error, naming `where`, for
// fewer than two or more than 256.
std::vector<std::string> class_names_of(std::vector<std::string> labels, const std::string& where);

// Whether a file or folder is what other programs leave beside images: a hidden one, Thumbs.db, desktop.ini or
// __MACOSX, in any case.
bool is_clutter(const std::filesystem::path& path);

bool is_folder(const std::filesystem::path& path);

// What lies in a folder but clutter, in the order of bytes. Throws Error for a folder that cannot be read.
std::vector<std::filesystem::path> entries(const std::filesystem::path& folder);

// Letters A to Z as small ones.
std::string lowered(std::string_view text);

}  // namespace quanvas::data
