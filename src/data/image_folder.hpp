// Readers of PNG and JPEG files as a data set's images: a list of them with labels, or a folder of class folders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/image.hpp"
#include "data/image_size.hpp"
#include "data/own_names.hpp"
#include "trial/choices.hpp"

namespace quanvas::data {

using trial::BadImages;  // what is done about what is not as it should be: Error, or it is left out and named

// What images become. Those that stay as they are must be of one size.
struct ImageOptions {
  ImageSize size = {};
  Colour colour = Colour::grey;
  BadImages bad_images = BadImages::refuse;
};

struct ImageFile {
  std::filesystem::path path;
  std::uint8_t label;
};

struct ClassFolder {
  std::string_view name;
  std::uint8_t label;
};

struct ReadImages {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> pixels;          // [count, channels, height, width], area means
  std::vector<std::uint8_t> labels;          // [count]
  std::vector<std::filesystem::path> files;  // [count]
  std::vector<std::string> remarks;          // what was left out, and why, a line each
  std::string sizes;                         // of the images as they are: "28x28", "180x200 to 512x512"
};

// The images of the files, in their order. Bad are files that decode_image refuses or that cannot be read, pictures
// that appear under two labels, all their copies, and `others`, with their reason. Throws Error, with `refuse`, for
// what is bad: the first with its path, the reason and the way on, and how many there are.
struct BadFile {
  std::filesystem::path path;
  std::string reason;
};
ReadImages read_image_files(const std::vector<ImageFile>& files, const ImageOptions& options,
                            const std::vector<BadFile>& others = {});

// All images of the class folders, by class folder and then file name, each in the order of bytes. Several may have the
// same label. Bad is also what else lies in a class folder or beside it. Throws Error where a class folder is missing
// or has no image left.
ReadImages read_image_folder(const std::filesystem::path& folder, std::span<const ClassFolder> classes,
                             const ImageOptions& options);

}  // namespace quanvas::data
