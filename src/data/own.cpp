#include "data/own.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "base/error.hpp"
#include "base/text.hpp"
#include "data/arrays/cifar.hpp"
#include "data/arrays/h5_arrays.hpp"
#include "data/arrays/npy.hpp"
#include "data/arrays/whole_file.hpp"
#include "data/catalog.hpp"
#include "data/idx.hpp"
#include "data/own_arrays.hpp"
#include "data/own_images.hpp"
#include "data/search_path.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

bool begins_with(const fs::path& path, std::string_view signature) {
  return text_of(read_front(path, signature.size())) == signature;
}

bool has_suffix(const fs::path& path, std::string_view suffix) { return lowered(path.extension().string()) == suffix; }

bool holds_npy(const fs::path& folder) {
  return is_folder(folder) &&
         std::ranges::any_of(entries(folder), [](const fs::path& path) { return has_suffix(path, ".npy"); });
}

template <NamedArrays (*Read)(const fs::path&)>
std::unique_ptr<OwnSource> open_arrays(const fs::path& path) {
  return arrays_source(Read(path), path);
}

constexpr OwnKind kKinds[] = {
    {"class folders", OwnForm::files,
     "a folder with a folder of PNG or JPEG files for each class, or those within train, validation, test",
     is_class_folders, open_class_folders},
    {"IDX", OwnForm::arrays, "a folder with a pair of IDX files (images, labels) for each part, plain or gzipped",
     [](const fs::path& path) { return is_folder(path) && holds_idx(path); }, open_arrays<read_idx_folder>},
    {"CIFAR", OwnForm::arrays,
     "a folder with the binary files of CIFAR-10 or CIFAR-100 (data_batch_1.bin, ..., train.bin)",
     [](const fs::path& path) { return is_folder(path) && holds_cifar(path); }, open_arrays<read_cifar>},
    {"npy", OwnForm::arrays, "a folder with NumPy's arrays as .npy files, named as those of an npz file", holds_npy,
     open_arrays<read_npy_folder>},
    {"npz", OwnForm::arrays,
     "an .npz file with train_images and train_labels, x_train and y_train, or images and labels",
     [](const fs::path& path) { return begins_with(path, "PK\x03\x04"); }, open_arrays<read_npz>},
    {"HDF5", OwnForm::arrays, "an HDF5 file with data sets of such names",
     [](const fs::path& path) { return begins_with(path, "\x89HDF\r\n\x1a\n"); }, open_arrays<read_h5_arrays>},
    {"table", OwnForm::files, "a .csv file with the columns path and label, and part where there are several",
     [](const fs::path& path) { return !is_folder(path) && has_suffix(path, ".csv"); }, open_table},
};

}  // namespace

std::vector<OwnKind> own_kinds() { return {std::begin(kKinds), std::end(kKinds)}; }

std::string own_kinds_text() {
  std::string text;
  for (const OwnKind& kind : kKinds) text += fmt::format("\n  {:<14} {}", kind.name, kind.looks_like);
  return text;
}

OwnSet::PartRead OwnSet::read(OwnPart part, const ImageOptions& options) const {
  const std::vector<OwnPart> parts = source->parts();
  if (std::ranges::find(parts, part) == parts.end()) {
    std::vector<std::string_view> names;
    for (const OwnPart there : parts) names.push_back(to_name(there));
    fail("{}: no {} part, only {}; test images can be drawn from those with test_fraction", path.string(),
         to_name(part), join(names, ", "));
  }
  ReadImages images = source->read(part, options);
  if (std::ranges::find(parts, OwnPart::validation) != parts.end() && part != OwnPart::validation)
    images.remarks.push_back(fmt::format(
        "{}: its validation part is not read: validation images are drawn with the training ones (train_fraction)",
        path.string()));
  require(!images.labels.empty(), "{}: no image that can be used in its {} part", path.string(), to_name(part));
  Dataset dataset{.name = path.string(),
                  .height = images.height,
                  .width = images.width,
                  .class_names = source->class_names(),
                  .origin = fmt::format("{} ({}, {})", path.string(), kind.name, to_name(part)),
                  .remarks = std::move(images.remarks),
                  .channels = channels_of(options.colour)};
  dataset.own(std::move(images.pixels), std::move(images.labels));
  return {.dataset = std::move(dataset), .sizes = std::move(images.sizes)};
}

OwnSet open_own(const fs::path& path) {
  for (const OwnKind& kind : kKinds)
    if (kind.recognises(path)) return {.path = path, .kind = kind, .source = kind.open(path)};
  fail("{}: no kind of data set that is known by its looks, which are:{}", path.string(), own_kinds_text());
}

std::vector<fs::path> own_candidates(std::string_view name, const fs::path& base) {
  std::vector<fs::path> paths{fs::absolute(base / name).lexically_normal()};
  for (const fs::path& folder : search_path()) paths.push_back(fs::absolute(folder / name).lexically_normal());
  // "images/" and "images" are one folder.
  for (fs::path& path : paths)
    if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return paths;
}

const OwnData& load_own(std::string_view name, trial::Split part, const ImageOptions& options) {
  using Request = std::tuple<fs::path, trial::Split, std::size_t, std::size_t, Colour, BadImages>;
  static std::mutex mutex;
  static std::map<Request, OwnData> known;
  const auto path = find_own(name);
  if (!path) refuse_dataset(name);
  const std::lock_guard lock(mutex);
  const Request request(*path, part, options.size.height, options.size.width, options.colour, options.bad_images);
  if (const auto found = known.find(request); found != known.end()) return found->second;
  const OwnSet set = open_own(*path);
  const OwnPart own_part = part == trial::Split::train ? OwnPart::train : OwnPart::test;
  OwnData data{.dataset = with_checksum(set.read(own_part, options).dataset), .kind = set.kind};
  return known.emplace(request, std::move(data)).first->second;
}

std::optional<fs::path> find_own(std::string_view name, const fs::path& base) {
  std::error_code ignored;
  for (const fs::path& path : own_candidates(name, base))
    if (fs::exists(path, ignored)) return path;
  return std::nullopt;
}

}  // namespace quanvas::data
