#include "data/image_folder.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "data/image_file.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

// What other programs leave beside images.
bool is_clutter(std::string_view name) {
  constexpr std::string_view kNames[] = {"thumbs.db", "desktop.ini", "__macosx"};
  const auto lower = [](unsigned char letter) { return std::tolower(letter); };
  return name.starts_with('.') || std::ranges::any_of(kNames, [&](std::string_view known) {
           return std::ranges::equal(name, known, {}, lower);
         });
}

// What lies in a folder, sorted, so that the order is not the file system's.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    if (!is_clutter(entry->path().filename().string())) paths.push_back(entry->path());
  }
  require(!code, "{}: the folder cannot be read: {}", folder.string(), code.message());
  std::ranges::sort(paths, {}, [](const fs::path& path) { return path.native(); });
  return paths;
}

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
  std::vector<std::uint8_t> pixels;
};

Picture read_picture(const fs::path& path, const ClassFolder& of, const ImageFolderOptions& options) {
  const GreyImage image = decode_grey(read_image_bytes(path));
  GreyImage scaled = scale(image, options.height, options.width);
  return {
      .path = path,
      .label = of.label,
      .content = fmt::format("{}x{} {}", image.height, image.width, checksum(std::as_bytes(std::span(image.pixels)))),
      .pixels = std::move(scaled.pixels)};
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

void require_images_of_each(const fs::path& folder, std::span<const ClassFolder> classes,
                            const std::vector<Picture>& pictures) {
  for (const ClassFolder& of : classes)
    require(std::ranges::any_of(
                pictures, [&](const Picture& picture) { return picture.path.parent_path().filename() == of.name; }),
            "{}: no image that can be used; fetch the data set again", (folder / of.name).string());
}

}  // namespace

FolderImages read_image_folder(const fs::path& folder, const ImageFolderOptions& options) {
  require_class_folders(folder, options.classes);
  Complaints complaints;
  std::vector<Picture> pictures;
  for (const fs::path& below : entries(folder)) {
    const auto of = std::ranges::find(options.classes, below.filename().string(), &ClassFolder::name);
    if (of == options.classes.end()) {
      complaints.add(below, "not one of the class folders");
      continue;
    }
    for (const fs::path& path : entries(below)) {
      try {
        pictures.push_back(read_picture(path, *of, options));
      } catch (const Error& error) {
        complaints.add(path, error.what());
      }
    }
  }
  drop_contradictions(pictures, complaints);
  FolderImages images{.remarks = std::move(complaints).settle(options.bad_images)};
  require_images_of_each(folder, options.classes, pictures);
  for (const Picture& picture : pictures) {
    images.pixels.insert(images.pixels.end(), picture.pixels.begin(), picture.pixels.end());
    images.labels.push_back(picture.label);
  }
  return images;
}

}  // namespace quanvas::data
