// Reader of a folder of class folders with PNG and JPEG files, as a data set's images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trial/choices.hpp"

namespace quanvas::data {

using trial::BadImages;  // what is done about what is not as it should be: Error, or it is left out and named

struct ClassFolder {
  std::string_view name;
  std::uint8_t label;
};

struct ImageFolderOptions {
  std::span<const ClassFolder> classes;  // several folders may have the same label
  std::size_t height = 28;
  std::size_t width = 28;
  BadImages bad_images = BadImages::refuse;
};

struct FolderImages {
  std::vector<std::uint8_t> pixels;  // [count, height, width], area means of the files' luminance
  std::vector<std::uint8_t> labels;  // [count]
  std::vector<std::string> remarks;  // what was left out, and why, a line each
};

// All images of the class folders, by class folder and then file name, each in the order of bytes. Hidden files,
// Thumbs.db, desktop.ini and __MACOSX, in any case, are passed over. Bad are: files that decode_grey refuses, or that
// cannot be read; what else lies in a class folder or beside it; and pictures that appear under two labels, all their
// copies. Throws Error where a class folder is missing or has no image left, and, with `refuse`, for what is bad: the
// first with its path, the reason and the way on, and how many there are.
FolderImages read_image_folder(const std::filesystem::path& folder, const ImageFolderOptions& options);

}  // namespace quanvas::data
