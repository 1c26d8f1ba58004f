#include "data/idx.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <span>

#include <zlib.h>

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "data/own_names.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kImagesMagic = 0x00000803;
constexpr std::uint32_t kLabelsMagic = 0x00000801;
constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::size_t kMostBytes = std::size_t{1} << 31;  // far above any data set of this kind
constexpr std::uint32_t kMostPixelsPerSide = 4096;

// The big-endian number at word `index`.
std::uint32_t word(const std::vector<std::uint8_t>& bytes, std::size_t index) {
  const std::uint8_t* const b = bytes.data() + 4 * index;
  return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | std::uint32_t{b[3]};
}

// The bytes to make room for when a file's first chunk is there: what the header claims, as far as a file of this size
// can hold that much.
std::size_t room_for(const std::vector<std::uint8_t>& chunk, std::uintmax_t file_size) {
  constexpr double kMostDeflated = 1032;  // bytes that one byte of a gzipped file can stand for
  constexpr std::size_t kHeader = 16;
  if (chunk.size() < kHeader || word(chunk, 0) != kImagesMagic) return chunk.size();
  const double claimed = kHeader + static_cast<double>(word(chunk, 1)) * word(chunk, 2) * word(chunk, 3);
  const double most = std::min(kMostDeflated * static_cast<double>(file_size), static_cast<double>(kMostBytes));
  return static_cast<std::size_t>(std::min(claimed, most)) + kChunk;
}

// The whole file, decompressed where it is gzipped. Grows with what is there, not with what a header claims.
std::vector<std::uint8_t> read_all(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  // Opening a pipe would wait until somebody writes to it.
  require(!fs::exists(status) || fs::is_regular_file(status), "{}: {}, not an IDX file", path.string(),
          fs::is_directory(status) ? "a folder" : "a device, pipe or socket");
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) fail_errno(path.string(), "cannot open the IDX file");
  std::vector<std::uint8_t> bytes;
  for (;;) {
    const std::size_t size = bytes.size();
    require(size < kMostBytes, "{}: more than {} bytes; this is no IDX file of small images", path.string(),
            kMostBytes);
    bytes.resize(size + kChunk);
    const int got = gzread(file.get(), bytes.data() + size, kChunk);
    bytes.resize(size + static_cast<std::size_t>(std::max(got, 0)));
    if (got <= 0) break;
    if (size == 0) bytes.reserve(room_for(bytes, fs::file_size(path, ignored)));
  }
  int code = Z_OK;
  std::string_view reason = gzerror(file.get(), &code);
  if (reason.starts_with(path.native()))
    reason.remove_prefix(std::min(reason.size(), path.native().size() + 2));  // "PATH: "
  require(code == Z_OK, "{}: truncated or corrupt after {} bytes ({}); fetch the file again", path.string(),
          bytes.size(), reason);
  return bytes;
}

// Checks magic number and length; returns the dimensions.
std::vector<std::uint32_t> read_header(const fs::path& path, const std::vector<std::uint8_t>& bytes,
                                       std::uint32_t magic, std::size_t dimensions) {
  const std::size_t header = 4 * (1 + dimensions);
  require(bytes.size() >= header, "{}: {} bytes are no IDX file, whose header alone has {}; fetch the file again",
          path.string(), bytes.size(), header);
  require(word(bytes, 0) == magic, "{}: magic number {:#010x}, but IDX {} start with {:#010x}; is this the right file?",
          path.string(), word(bytes, 0), dimensions == 1 ? "labels" : "images", magic);
  std::vector<std::uint32_t> sizes;
  std::size_t expected = 1;
  for (std::size_t i = 0; i < dimensions; ++i) {
    sizes.push_back(word(bytes, 1 + i));
    require(sizes[i] > 0 && (i == 0 || sizes[i] <= kMostPixelsPerSide),
            "{}: a size of {} in the header cannot be; fetch the file again", path.string(), sizes[i]);
    expected *= sizes[i];
    require(expected <= kMostBytes, "{}: the header claims {} or more values, which cannot be; fetch the file again",
            path.string(), expected);
  }
  const std::size_t got = bytes.size() - header;
  require(got >= expected, "{}: truncated: the header promises {} values, {} are there; fetch the file again",
          path.string(), expected, got);
  require(got <= expected, "{}: {} bytes follow the {} values that the header promises; fetch the file again",
          path.string(), got - expected, expected);
  return sizes;
}

// The magic number of a file that may be gzipped; 0 where it has none.
std::uint32_t magic_of(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return 0;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  std::vector<std::uint8_t> front(4);
  return file && gzread(file.get(), front.data(), 4) == 4 ? word(front, 0) : 0;
}

// train, test or validation, by a word in the file's name.
std::string_view part_of(const fs::path& path) {
  std::string words = path.filename().string();
  for (char& letter : words)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = ' ';
  for (const std::string_view word : split(words, ' '))
    if (const auto part = part_called(word)) return to_name(*part);
  return to_name(OwnPart::train);
}

// The IDX files in a folder, sorted; of a file and its gzipped twin the plain one.
std::vector<fs::path> files_with(const fs::path& folder, std::uint32_t magic) {
  std::vector<fs::path> found;
  for (const fs::path& path : entries(folder)) {
    const bool twin = path.extension() == ".gz" && !found.empty() && found.back() == fs::path(path).replace_extension();
    if (!twin && magic_of(path) == magic) found.push_back(path);
  }
  return found;
}

}  // namespace

bool holds_idx(const fs::path& folder) { return !files_with(folder, kImagesMagic).empty(); }

NamedArrays read_idx_folder(const fs::path& folder) {
  NamedArrays arrays;
  std::map<std::string, fs::path> sources;
  const auto add = [&](const fs::path& path, std::string_view role, NumberArray array) {
    const std::string name = fmt::format("{}_{}", part_of(path), role);
    const auto [known, fresh] = sources.emplace(name, path);
    require(fresh, "{} and {} are both {} of the {} part; leave one out, or keep sets in folders of their own",
            known->second.string(), path.string(), role, part_of(path));
    arrays.emplace(name, std::move(array));
  };
  for (const fs::path& path : files_with(folder, kImagesMagic)) {
    IdxImages images = read_idx_images(path);
    add(path, "images", {.shape = {images.count, images.height, images.width}, .bytes = std::move(images.pixels)});
  }
  for (const fs::path& path : files_with(folder, kLabelsMagic)) {
    const auto images = arrays.find(fmt::format("{}_images", part_of(path)));
    if (images == arrays.end()) fail("{}: labels without images of the same part", path.string());
    IdxLabels labels = read_idx_labels(path, {.count = images->second.shape.front(), .classes = 256});
    add(path, "labels", {.shape = {labels.labels.size()}, .bytes = std::move(labels.labels)});
  }
  return arrays;
}

IdxImages read_idx_images(const fs::path& path) {
  std::vector<std::uint8_t> bytes = read_all(path);
  const auto sizes = read_header(path, bytes, kImagesMagic, 3);
  std::string sum = checksum(std::as_bytes(std::span(bytes)));
  bytes.erase(bytes.begin(), bytes.begin() + 16);
  return {
      .count = sizes[0], .height = sizes[1], .width = sizes[2], .pixels = std::move(bytes), .checksum = std::move(sum)};
}

IdxLabels read_idx_labels(const fs::path& path, const LabelsWanted& wanted) {
  std::vector<std::uint8_t> bytes = read_all(path);
  read_header(path, bytes, kLabelsMagic, 1);
  std::string sum = checksum(std::as_bytes(std::span(bytes)));
  bytes.erase(bytes.begin(), bytes.begin() + 8);
  require(bytes.size() == wanted.count,
          "{}: {} labels for {} images; the two files do not belong together, fetch both again", path.string(),
          bytes.size(), wanted.count);
  const auto largest = std::ranges::max_element(bytes);
  require(*largest < wanted.classes,
          "{}: label {} of image {}, but there are {} classes, counted from 0; fetch the file again", path.string(),
          *largest, largest - bytes.begin(), wanted.classes);
  return {.labels = std::move(bytes), .checksum = std::move(sum)};
}

}  // namespace quanvas::data
