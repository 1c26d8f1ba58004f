#include "data/catalog.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/text.hpp"
#include "data/idx.hpp"
#include "data/own.hpp"
#include "data/synthetic.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

// A value for each part of a data set.
template <class Value>
struct PerPart {
  Value train;
  Value test;

  const Value& operator[](Part part) const {
    switch (part) {
      case Part::train: return train;
      case Part::test: return test;
    }
    no_such_value();
  }
};

// XXH3-128 of the decompressed canonical files of one part.
struct Checksums {
  std::string_view images;
  std::string_view labels;
};

struct Row {
  CatalogRow info;
  Dataset (*load)(const Row&, Part, const LoadOptions&);
  std::span<const std::string_view> class_names;
  std::span<const std::string_view> folders;  // its own, below a folder of the search path; none for what needs no file
  PerPart<Checksums> checksums = {};          // of IDX files
  std::span<const ClassFolder> class_folders = {};  // of image files, in a folder of each part
};

Dataset load_idx(const Row& row, Part part, const LoadOptions& options);
Dataset load_image_files(const Row& row, Part part, const LoadOptions& options);
Dataset load_synthetic(const Row& row, Part part, const LoadOptions& options);

constexpr std::string_view kDigits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
constexpr std::string_view kClothes[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                         "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
constexpr std::string_view kTumour[] = {"no tumour", "tumour"};
constexpr std::string_view kMnistFolders[] = {"mnist", "MNIST", "MNIST/raw"};
constexpr std::string_view kFashionFolders[] = {"fashion-mnist", "fashion_mnist", "FashionMNIST", "FashionMNIST/raw"};
constexpr std::string_view kBrainMriFolders[] = {"brain-mri", "brain_mri", "brain-tumor-classification-mri"};
constexpr ClassFolder kBrainMriClasses[] = {
    {"glioma_tumor", 1}, {"meningioma_tumor", 1}, {"no_tumor", 0}, {"pituitary_tumor", 1}};

constexpr Row kRows[] = {
    {.info = {"mnist", "handwritten digits (LeCun and others, 1998)", 10, 28, 28, 60000, Source::idx_files},
     .load = load_idx,
     .class_names = kDigits,
     .folders = kMnistFolders,
     .checksums = {.train = {"e12946a8ab9bd74359bf22c057c52478", "81c6f5433a9d34628839fd1c4bb36825"},
                   .test = {"a912d49f199ea2d36aa8aa9c0102c17c", "507d8d921945ef3663c4bd8be7e7204f"}}},
    {.info = {"fashion_mnist", "pictures of clothes (Xiao and others, 2017)", 10, 28, 28, 60000, Source::idx_files},
     .load = load_idx,
     .class_names = kClothes,
     .folders = kFashionFolders,
     .checksums = {.train = {"e5a664e2905b9295ca72265d7c26283b", "48a2c630b815ef5a775518db990ebf87"},
                   .test = {"00620a3fbea59460a60baf710224b311", "ca8383985fa2cbc620515cb4512a5b03"}}},
    {.info = {"brain_mri",
              "brain MRI slices: no tumour, tumour (\"Brain Tumor Classification (MRI)\" of Bhuvaji and others, 2020)",
              2, 28, 28, 2870, Source::image_files, Copies::doubled_before, Copies::doubled_in_training},
     .load = load_image_files,
     .class_names = kTumour,
     .folders = kBrainMriFolders,
     .class_folders = kBrainMriClasses},
    {.info = {"synthetic", "built in: drawn digits with random affine distortion", 10, 28, 28, 5000, Source::built_in},
     .load = load_synthetic,
     .class_names = kDigits,
     .folders = {}},
};

const Row* find_row(std::string_view name) {
  const auto row = std::ranges::find(kRows, name, [](const Row& r) { return r.info.name; });
  return row == std::end(kRows) ? nullptr : row;
}

std::string looked_through() {
  std::vector<std::string> folders;
  for (const fs::path& folder : search_path()) folders.push_back(folder.string());
  return join(folders, ", ");
}

// The file of a part in a folder, under any of the names it goes by.
std::optional<fs::path> find_file(const fs::path& folder, Part part, std::string_view kind) {
  const std::string_view prefix = PerPart<std::string_view>{.train = "train", .test = "t10k"}[part];
  const std::string_view rank = kind == "images" ? "idx3" : "idx1";
  for (const char separator : {'-', '.'})
    for (const char* const suffix : {"", ".gz"}) {
      fs::path path = folder / fmt::format("{}-{}{}{}-ubyte{}", prefix, kind, separator, rank, suffix);
      std::error_code ignored;
      if (fs::exists(path, ignored)) return path;
    }
  return std::nullopt;
}

bool belongs_to_another_row(const Row& row, const std::string& images) {
  return std::ranges::any_of(kRows, [&](const Row& other) {
    return other.info.name != row.info.name &&
           (other.checksums.train.images == images || other.checksums.test.images == images);
  });
}

void require_canonical(const fs::path& path, std::string_view checksum, std::string_view expected, const Row& row) {
  require(checksum == expected,
          "{}: not the canonical file of data set {} (XXH3-128 {}, expected {}); fetch the file again", path.string(),
          row.info.name, checksum, expected);
}

// Whose a folder is: the data set's own, by its name, or a shared one, where files of the same names may be another's.
enum class Owner { this_set, any };

// The data set from this folder, or nothing where the folder does not hold it.
std::optional<Dataset> load_from(const fs::path& folder, Owner owner, const Row& row, Part part) {
  const auto image_file = find_file(folder, part, "images");
  const auto label_file = find_file(folder, part, "labels");
  if (!image_file && !label_file) return std::nullopt;
  require(image_file && label_file, "{}: the {} of data set {} are there, but not the {}; fetch both", folder.string(),
          image_file ? "images" : "labels", row.info.name, image_file ? "labels" : "images");
  IdxImages images = read_idx_images(*image_file);
  if (owner == Owner::any && belongs_to_another_row(row, images.checksum)) return std::nullopt;
  require_canonical(*image_file, images.checksum, row.checksums[part].images, row);
  IdxLabels labels = read_idx_labels(*label_file, {.count = images.count, .classes = row.info.classes});
  require_canonical(*label_file, labels.checksum, row.checksums[part].labels, row);
  Dataset dataset{.name = std::string(row.info.name),
                  .height = images.height,
                  .width = images.width,
                  .class_names = {row.class_names.begin(), row.class_names.end()},
                  .origin = folder.string()};
  dataset.own(std::move(images.pixels), std::move(labels.labels));
  return dataset;
}

Dataset load_idx(const Row& row, Part part, const LoadOptions&) {
  for (const fs::path& root : search_path()) {
    for (const std::string_view folder : row.folders)
      if (auto dataset = load_from(root / folder, Owner::this_set, row, part)) return std::move(*dataset);
    if (auto dataset = load_from(root, Owner::any, row, part)) return std::move(*dataset);
  }
  fail(
      "data set {} is not here; looked through {}. Put its IDX files there or name their folder in QUANVAS_DATA. "
      "scripts/reproduce fetches MNIST where there is internet; Debian's package dataset-fashion-mnist brings "
      "fashion_mnist; `synthetic` needs no file",
      row.info.name, looked_through());
}

constexpr PerPart<std::string_view> kPartFolders{.train = "Training", .test = "Testing"};

// The folder of a part, in one of the data set's own folders or in a folder of the search path that holds the classes
// itself. Both parts come from one folder: the first that has either.
std::optional<fs::path> find_class_folders(const Row& row, std::string_view part) {
  const std::string_view either[] = {kPartFolders.train, kPartFolders.test};
  std::error_code ignored;
  const auto in = [&](const fs::path& parent) {
    const fs::path path = parent / part;
    return fs::is_directory(path, ignored) ? std::optional(path) : std::nullopt;
  };
  for (const fs::path& root : search_path()) {
    for (const std::string_view folder : row.folders)
      if (std::ranges::any_of(either, [&](std::string_view p) { return fs::is_directory(root / folder / p, ignored); }))
        return in(root / folder);
    const auto holds_classes = [&](std::string_view p) {
      return std::ranges::all_of(row.class_folders,
                                 [&](const ClassFolder& of) { return fs::is_directory(root / p / of.name, ignored); });
    };
    if (std::ranges::any_of(either, holds_classes)) return in(root);
  }
  return std::nullopt;
}

Dataset load_image_files(const Row& row, Part part, const LoadOptions& options) {
  const std::string_view name = kPartFolders[part];
  const auto folder = find_class_folders(row, name);
  if (!folder) {
    std::vector<std::string_view> classes;
    for (const ClassFolder& of : row.class_folders) classes.push_back(of.name);
    fail(
        "data set {} is not here; looked through {} for a folder {} with {} in it, and there for the folders {} with "
        "PNG or JPEG files. Unpack its archive, {}, like that, or name the folder that holds {} in QUANVAS_DATA; "
        "`synthetic` "
        "needs no file",
        row.info.name, looked_through(), join(row.folders, ", "), name, join(classes, ", "), row.info.meaning, name);
  }
  ReadImages images = read_image_folder(*folder, row.class_folders, options);
  Dataset dataset{.name = std::string(row.info.name),
                  .height = images.height,
                  .width = images.width,
                  .class_names = {row.class_names.begin(), row.class_names.end()},
                  .origin = folder->string(),
                  .remarks = std::move(images.remarks),
                  .channels = channels_of(options.colour)};
  dataset.own(std::move(images.pixels), std::move(images.labels));
  return dataset;
}

Dataset load_synthetic(const Row&, Part part, const LoadOptions&) {
  constexpr PerPart<SyntheticOptions> kOptions{.train = {.per_class = 500, .replicate = 0},
                                               .test = {.per_class = 100, .replicate = 1}};
  return make_synthetic(kOptions[part]);
}

// Images at the size and in the colours that are asked for.
Dataset in_form(Dataset dataset, const LoadOptions& options) {
  const ImageSize size = options.size.height > 0 ? options.size : ImageSize{dataset.height, dataset.width};
  if (dataset.height == size.height && dataset.width == size.width && dataset.channels == channels_of(options.colour))
    return dataset;
  std::vector<std::uint8_t> pixels;
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const auto own = dataset.image(i);
    Image image{.height = dataset.height,
                .width = dataset.width,
                .pixels = {own.begin(), own.end()},
                .channels = dataset.channels};
    const Image formed = scale(in_colour(std::move(image), options.colour), size.height, size.width);
    pixels.insert(pixels.end(), formed.pixels.begin(), formed.pixels.end());
  }
  dataset.height = size.height;
  dataset.width = size.width;
  dataset.channels = channels_of(options.colour);
  dataset.own(std::move(pixels), {dataset.labels.begin(), dataset.labels.end()});
  return dataset;
}

CatalogRow own_row(const OwnData& own) {
  return {.name = own.dataset.name,
          .meaning = own.kind.name,
          .classes = own.dataset.class_names.size(),
          .height = own.dataset.height,
          .width = own.dataset.width,
          .images = own.dataset.size(),
          .source = own.kind.form == OwnForm::files ? Source::image_files : Source::arrays};
}

}  // namespace

std::vector<CatalogRow> catalog() {
  std::vector<CatalogRow> rows;
  for (const Row& row : kRows) rows.push_back(row.info);
  return rows;
}

const CatalogRow* find_dataset(std::string_view name) {
  const Row* const row = find_row(name);
  return row ? &row->info : nullptr;
}

void refuse_dataset(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) names.push_back(row.info.name);
  const std::string meant = suggestion(name, names);
  fail(
      "there is no data set `{}`, only `{}`, nor a file or folder of that name here or in {}{} `quanvas help data` "
      "shows "
      "which files and folders of images of your own are read",
      name, join(names, "`, `"), looked_through(), meant.empty() ? ";" : meant);
}

CatalogRow row_of(std::string_view name, Part part, const LoadOptions& options) {
  const Row* const row = find_row(name);
  if (!row) return own_row(load_own(name, part, options));
  CatalogRow info = row->info;
  if (options.size.height > 0) {
    info.height = options.size.height;
    info.width = options.size.width;
  } else if (info.source == Source::image_files) {
    const Dataset dataset = load(name, part, options);
    info.height = dataset.height;
    info.width = dataset.width;
  }
  return info;
}

Dataset load(std::string_view name, Part part, const LoadOptions& options) {
  const Row* const row = find_row(name);
  if (!row) return load_own(name, part, options).dataset;
  return with_checksum(in_form(row->load(*row, part, options), options));
}

}  // namespace quanvas::data
