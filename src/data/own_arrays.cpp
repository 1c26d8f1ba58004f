#include "data/own_arrays.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

constexpr double kMostLabel = 255;
constexpr std::size_t kMostPixelsPerSide = 4096;

enum class Role { images, labels };

std::optional<Role> role_called(std::string_view name) {
  for (const char* const images : {"images", "image", "imgs", "data", "x"})
    if (name == images) return Role::images;
  for (const char* const labels : {"labels", "label", "targets", "target", "y"})
    if (name == labels) return Role::labels;
  return std::nullopt;
}

struct Meaning {
  OwnPart part;
  Role role;
};

// What an array is by its name: "train_images", "x_test", "labels", "XTrain".
std::optional<Meaning> meaning_of(std::string_view name) {
  const std::string lower = lowered(name);
  if (const auto role = role_called(lower)) return Meaning{OwnPart::train, *role};
  for (std::size_t cut = 1; cut < lower.size(); ++cut) {
    const std::string_view front = std::string_view(lower).substr(0, cut);
    std::string_view back = std::string_view(lower).substr(cut);
    if (back.starts_with('_') || back.starts_with('-')) back.remove_prefix(1);
    const auto part = part_called(front) ? part_called(front) : part_called(back);
    const auto role = part_called(front) ? role_called(back) : role_called(front);
    if (part && role) return Meaning{*part, *role};
  }
  return std::nullopt;
}

struct Part {
  NumberArray images;
  NumberArray labels;
  std::string images_name;
  std::string labels_name;
};

struct Pixels {
  std::size_t height, width, channels;
};

// How numbers become bytes, for all parts of a set alike.
struct Scaling {
  double factor = 1;
  double offset = 0.5;  // rounds to the nearest
};

class ArraysSource : public OwnSource {
 public:
  ArraysSource(NamedArrays arrays, const fs::path& path);

  std::vector<OwnPart> parts() const override;
  std::vector<std::string> class_names() const override { return class_names_; }
  ReadImages read(OwnPart part, const ImageOptions& options) const override;
  std::vector<std::string> remarks() const override { return remarks_; }

 private:
  void sort_out(NamedArrays arrays);
  void name_classes();
  void choose_scaling();
  Pixels pixels_of(const Part& part) const;
  std::string called(const std::string& name) const { return fmt::format("{}: {}", path_, name); }

  std::string path_;
  std::map<OwnPart, Part> parts_;
  std::vector<std::string> class_names_;
  std::vector<std::string> remarks_;
  Scaling scaling_;
};

ArraysSource::ArraysSource(NamedArrays arrays, const fs::path& path) : path_(path.string()) {
  sort_out(std::move(arrays));
  name_classes();
  choose_scaling();
}

void ArraysSource::sort_out(NamedArrays arrays) {
  std::vector<std::string> names;
  for (auto& [name, array] : arrays) {
    names.push_back(fmt::format("{} {}", name, shape_text(array.shape)));
    const auto meaning = meaning_of(name);
    if (!meaning) {
      remarks_.push_back(fmt::format("{}: array {} is not read: its name is none of images or labels", path_, name));
      continue;
    }
    Part& part = parts_[meaning->part];
    const bool images = meaning->role == Role::images;
    std::string& known = images ? part.images_name : part.labels_name;
    require(known.empty(), "{}: {} and {} are both the {} of the {} part; leave one out", path_, known, name,
            images ? "images" : "labels", to_name(meaning->part));
    known = name;
    (images ? part.images : part.labels) = std::move(array);
  }
  require(!parts_.empty(),
          "{}: no array is called images and labels, train_images and train_labels, or x_train and y_train; there are "
          "only: {}",
          path_, join(names, ", "));
  for (const auto& [which, part] : parts_) {
    require(!part.images_name.empty() && !part.labels_name.empty(),
            "{}: the {} part has {} but no {}; there are only: {}", path_, to_name(which),
            part.images_name.empty() ? part.labels_name : part.images_name,
            part.images_name.empty() ? "images" : "labels", join(names, ", "));
    const std::size_t images = pixels_of(part).height ? part.images.shape.front() : 0;
    require(part.labels.size() == images && !part.labels.shape.empty() && part.labels.shape.front() == images,
            "{}: {} has shape {}, but {} has {}: a label for each image, [n] or [n, 1], please", path_,
            part.labels_name, shape_text(part.labels.shape), part.images_name, shape_text(part.images.shape));
  }
}

Pixels ArraysSource::pixels_of(const Part& part) const {
  const std::vector<std::size_t>& shape = part.images.shape;
  const std::string name = called(part.images_name);
  const auto is_channels = [](std::size_t size) { return size == 1 || size == 3; };
  require(shape.size() == 3 || shape.size() == 4,
          "{}: shape {} is no images: [n, height, width] or [n, height, width, 3]", name, shape_text(shape));
  require(shape.size() == 3 || is_channels(shape[3]) || !is_channels(shape[1]),
          "{}: shape {} has its channels first; save np.transpose(x, (0, 2, 3, 1))", name, shape_text(shape));
  require(shape.size() == 3 || is_channels(shape[3]), "{}: {} channels, but 1 or 3 are read", name, shape[3]);
  require(
      shape[0] > 0 && shape[1] > 0 && shape[2] > 0 && shape[1] <= kMostPixelsPerSide && shape[2] <= kMostPixelsPerSide,
      "{}: shape {} cannot be: images have 1 to {} pixels a side", name, shape_text(shape), kMostPixelsPerSide);
  return {.height = shape[1], .width = shape[2], .channels = shape.size() == 4 ? shape[3] : 1};
}

void ArraysSource::name_classes() {
  double most = 0;
  for (const auto& [which, part] : parts_)
    for (std::size_t i = 0; i < part.labels.size(); ++i) {
      const double label = part.labels.value(i);
      require(label >= 0 && label <= kMostLabel && label == std::floor(label),
              "{}: label {} of image {}: labels are whole numbers from 0 to {}", called(part.labels_name), label, i,
              kMostLabel);
      most = std::max(most, label);
    }
  require(most > 0, "{}: all labels are 0, but a data set has at least two classes", path_);
  for (int label = 0; label <= static_cast<int>(most); ++label) class_names_.push_back(std::to_string(label));
}

void ArraysSource::choose_scaling() {
  double most = 0;  // of what is not bytes
  std::uint8_t most_byte = 0;
  bool real = false;
  for (const auto& [which, part] : parts_) {
    for (const std::uint8_t value : part.images.bytes) most_byte = std::max(most_byte, value);
    real = real || part.images.kind == NumberKind::real;
    for (const float value : part.images.reals) {
      require(value >= 0 && value <= 65535,
              "{}: a pixel of {}: pixels are whole numbers of 0 to 255 (or 65535), or numbers of 0 to 1; scale them so",
              called(part.images_name), value);
      most = std::max(most, static_cast<double>(value));
    }
  }
  if (real && most <= 1) {
    scaling_.factor = 255;
  } else if (most <= 1 && most_byte <= 1) {
    remarks_.push_back(
        fmt::format("{}: pixels of whole numbers, but none above 1: images are black; multiply them by 255", path_));
  } else if (most > 255) {
    require(!real, "{}: a pixel of {}, but numbers that are not whole go from 0 to 1 or to 255", path_, most);
    scaling_ = {.factor = 1.0 / 256, .offset = 0};
    if (most < 4096)
      remarks_.push_back(fmt::format(
          "{}: pixels of 16 bits, but none above {}: images are dark; multiply them by 16 where they have 12 bits",
          path_, most));
  }
}

std::vector<OwnPart> ArraysSource::parts() const {
  std::vector<OwnPart> all;
  for (const auto& [which, part] : parts_) all.push_back(which);
  return all;
}

ReadImages ArraysSource::read(OwnPart which, const ImageOptions& options) const {
  const Part& part = parts_.at(which);
  const Pixels pixels = pixels_of(part);
  const std::size_t plane = pixels.height * pixels.width;
  ReadImages read{
      .height = options.size.height ? options.size.height : pixels.height,
      .width = options.size.width ? options.size.width : pixels.width,
      .remarks = remarks_,
      .sizes = fmt::format("{}x{}{}", pixels.height, pixels.width, pixels.channels == 3 ? " in colours" : "")};
  Image image{.height = pixels.height, .width = pixels.width, .pixels = {}, .channels = pixels.channels};
  for (std::size_t i = 0; i < part.labels.size(); ++i) {
    image.pixels.resize(pixels.channels * plane);
    for (std::size_t p = 0; p < plane; ++p)
      for (std::size_t c = 0; c < pixels.channels; ++c) {
        const std::size_t at = (i * plane + p) * pixels.channels + c;
        image.pixels[c * plane + p] =
            part.images.kind == NumberKind::byte
                ? part.images.bytes[at]
                : static_cast<std::uint8_t>(part.images.value(at) * scaling_.factor + scaling_.offset);
      }
    const Image done = scale(in_colour(image, options.colour), read.height, read.width);
    read.pixels.insert(read.pixels.end(), done.pixels.begin(), done.pixels.end());
    read.labels.push_back(static_cast<std::uint8_t>(part.labels.value(i)));
  }
  return read;
}

}  // namespace

std::unique_ptr<OwnSource> arrays_source(NamedArrays arrays, const fs::path& path) {
  return std::make_unique<ArraysSource>(std::move(arrays), path);
}

}  // namespace quanvas::data
