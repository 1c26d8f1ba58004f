#include "data/arrays/cifar.hpp"

#include <span>
#include <string_view>

#include "base/error.hpp"
#include "data/arrays/whole_file.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSide = 32;
constexpr std::size_t kChannels = 3;
constexpr std::size_t kPlane = kSide * kSide;

struct Layout {
  std::size_t labels;  // bytes before an image's pixels, of which the last counts
  std::size_t classes;
};

constexpr Layout kCifar10{.labels = 1, .classes = 10};
constexpr Layout kCifar100{.labels = 2, .classes = 100};

struct PartFiles {
  std::string_view part;
  Layout layout;
  std::span<const std::string_view> files;  // those that are there are read, in this order
};

constexpr std::string_view kBatches[] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                                         "data_batch_5.bin"};
constexpr std::string_view kTestBatch[] = {"test_batch.bin"};
constexpr std::string_view kTrain100[] = {"train.bin"};
constexpr std::string_view kTest100[] = {"test.bin"};
constexpr PartFiles kParts[] = {{"train", kCifar10, kBatches},
                                {"test", kCifar10, kTestBatch},
                                {"train", kCifar100, kTrain100},
                                {"test", kCifar100, kTest100}};

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

void append(const fs::path& path, const Layout& layout, NumberArray& images, NumberArray& labels) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  const std::size_t record = layout.labels + kChannels * kPlane;
  require(!bytes.empty() && bytes.size() % record == 0,
          "{}: {} bytes are no whole number of images of {} bytes each; fetch the file again", path.string(),
          bytes.size(), record);
  for (std::size_t at = 0; at < bytes.size(); at += record) {
    const std::uint8_t label = bytes[at + layout.labels - 1];
    require(label < layout.classes, "{}: label {} of image {}, but there are {} classes, counted from 0", path.string(),
            label, at / record, layout.classes);
    labels.bytes.push_back(label);
    const std::uint8_t* const planes = bytes.data() + at + layout.labels;
    for (std::size_t p = 0; p < kPlane; ++p)
      for (std::size_t c = 0; c < kChannels; ++c) images.bytes.push_back(planes[c * kPlane + p]);
  }
}

}  // namespace

bool holds_cifar(const fs::path& folder) {
  for (const PartFiles& part : kParts)
    for (const std::string_view name : part.files)
      if (is_there(folder / name)) return true;
  return false;
}

NamedArrays read_cifar(const fs::path& folder) {
  NamedArrays arrays;
  for (const PartFiles& part : kParts) {
    NumberArray images;
    NumberArray labels;
    for (const std::string_view name : part.files)
      if (is_there(folder / name)) append(folder / name, part.layout, images, labels);
    if (labels.bytes.empty()) continue;
    images.shape = {labels.bytes.size(), kSide, kSide, kChannels};
    labels.shape = {labels.bytes.size()};
    require(arrays.emplace(fmt::format("{}_images", part.part), std::move(images)).second,
            "{}: files of CIFAR-10 and of CIFAR-100 in one folder; keep them apart", folder.string());
    arrays.emplace(fmt::format("{}_labels", part.part), std::move(labels));
  }
  return arrays;
}

}  // namespace quanvas::data
