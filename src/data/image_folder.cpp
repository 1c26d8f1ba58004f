#include "data/image_folder.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "data/image_file.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

// What is bad, to be refused all at once or to be left out.
class Complaints {
 public:
  void add(const fs::path& path, std::string_view reason) {
    all_.push_back(fmt::format("{}: {}", path.string(), reason));
  }

  // One remark for each, or, with `refuse`, an Error that tells the first and how many there are.
  std::vector<std::string> settle(BadImages mode) && {
    if (mode == BadImages::refuse && !all_.empty())
      fail("{}{}; mend or remove {}, or leave out all that is bad with --bad_images skip", all_.front(),
           all_.size() == 1 ? "" : fmt::format(" (the first of {} bad ones)", all_.size()),
           all_.size() == 1 ? "it" : "them");
    for (std::string& remark : all_) remark += "; left out";
    return std::move(all_);
  }

 private:
  std::vector<std::string> all_;
};

struct Picture {
  fs::path path;
  std::uint8_t label;
  std::string content;  // checksum of its size and pixels as they are in the file
  std::size_t own_height;
  std::size_t own_width;
  Image image;
};

Picture read_picture(const ImageFile& file, const ImageOptions& options) {
  const Image image = decode_image(read_image_bytes(file.path), options.colour);
  const bool as_it_is = options.size.height == 0;
  return {
      .path = file.path,
      .label = file.label,
      .content = fmt::format("{}x{} {}", image.height, image.width, checksum(std::as_bytes(std::span(image.pixels)))),
      .own_height = image.height,
      .own_width = image.width,
      .image = as_it_is ? image : scale(image, options.size.height, options.size.width)};
}

void require_class_folders(const fs::path& folder, std::span<const ClassFolder> classes) {
  std::vector<std::string_view> names;
  for (const ClassFolder& of : classes) names.push_back(of.name);
  for (const ClassFolder& of : classes) {
    std::error_code ignored;
    require(fs::is_directory(folder / of.name, ignored),
            "{}: there is no class folder {}; it must hold the folders {}, with PNG or JPEG files in them",
            folder.string(), of.name, join(names, ", "));
  }
}

// Takes out all pictures of which a copy has another label.
void drop_contradictions(std::vector<Picture>& pictures, Complaints& complaints) {
  std::map<std::string_view, std::vector<const Picture*>> alike;
  for (const Picture& picture : pictures) alike[picture.content].push_back(&picture);
  std::vector<const Picture*> bad;
  for (const Picture& picture : pictures) {
    const auto& group = alike[picture.content];
    const auto other = std::ranges::find_if(group, [&](const Picture* p) { return p->label != picture.label; });
    if (other == group.end()) continue;
    complaints.add(picture.path,
                   fmt::format("mislabelled: the same picture as {}, under another label", (*other)->path.string()));
    bad.push_back(&picture);
  }
  std::vector<Picture> good;
  for (Picture& picture : pictures)
    if (!std::ranges::binary_search(bad, &picture)) good.push_back(std::move(picture));
  pictures = std::move(good);
}

void require_one_size(const std::vector<Picture>& pictures) {
  for (const Picture& picture : pictures) {
    const Image& first = pictures.front().image;
    require(
        picture.image.height == first.height && picture.image.width == first.width,
        "{} has {}x{} pixels, but {} has {}x{}: images of several sizes cannot stay as they are; choose an image_size",
        picture.path.string(), picture.image.height, picture.image.width, pictures.front().path.string(), first.height,
        first.width);
  }
}

std::string sizes_of(const std::vector<Picture>& pictures) {
  if (pictures.empty()) return {};
  const auto pixels = [](const Picture& picture) { return picture.own_height * picture.own_width; };
  const auto [least, most] = std::ranges::minmax_element(pictures, {}, pixels);
  const std::string small = fmt::format("{}x{}", least->own_height, least->own_width);
  const std::string large = fmt::format("{}x{}", most->own_height, most->own_width);
  return small == large ? small : fmt::format("{} to {}", small, large);
}

}  // namespace

ReadImages read_image_files(const std::vector<ImageFile>& files, const ImageOptions& options,
                            const std::vector<BadFile>& others) {
  Complaints complaints;
  for (const BadFile& bad : others) complaints.add(bad.path, bad.reason);
  std::vector<Picture> pictures;
  for (const ImageFile& file : files) {
    try {
      pictures.push_back(read_picture(file, options));
    } catch (const Error& error) {
      complaints.add(file.path, error.what());
    }
  }
  drop_contradictions(pictures, complaints);
  ReadImages images{.height = options.size.height, .width = options.size.width};
  images.remarks = std::move(complaints).settle(options.bad_images);
  images.sizes = sizes_of(pictures);
  if (options.size.height == 0 && !pictures.empty()) {
    require_one_size(pictures);
    images.height = pictures.front().image.height;
    images.width = pictures.front().image.width;
  }
  for (const Picture& picture : pictures) {
    images.pixels.insert(images.pixels.end(), picture.image.pixels.begin(), picture.image.pixels.end());
    images.labels.push_back(picture.label);
    images.files.push_back(picture.path);
  }
  return images;
}

ReadImages read_image_folder(const fs::path& folder, std::span<const ClassFolder> classes,
                             const ImageOptions& options) {
  require_class_folders(folder, classes);
  std::vector<ImageFile> files;
  std::vector<BadFile> others;
  for (const fs::path& below : entries(folder)) {
    const auto of = std::ranges::find(classes, below.filename().string(), &ClassFolder::name);
    if (of == classes.end()) {
      others.push_back({.path = below, .reason = "not one of the class folders"});
      continue;
    }
    for (const fs::path& path : entries(below)) files.push_back({.path = path, .label = of->label});
  }
  ReadImages images = read_image_files(files, options, others);
  for (const ClassFolder& of : classes)
    require(std::ranges::any_of(images.files,
                                [&](const fs::path& path) { return path.parent_path().filename() == of.name; }),
            "{}: no image that can be used; fetch the data set again", (folder / of.name).string());
  return images;
}

}  // namespace quanvas::data
