#include "data/arrays/npy.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "data/arrays/zip.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::string_view kSuffix = ".npy";

struct Header {
  std::string type;  // "|u1", "<f4", ...
  bool fortran = false;
  std::vector<std::size_t> shape;
};

// What follows 'KEY': in a dictionary that Python printed, up to the end; nothing where the key is not there.
std::optional<std::string_view> after(std::string_view text, std::string_view key) {
  const std::size_t found = text.find(fmt::format("'{}':", key));
  if (found == std::string_view::npos) return std::nullopt;
  return trim(text.substr(found + key.size() + 3));
}

Header parse_header(std::string_view text, const std::string& name) {
  const auto type = after(text, "descr");
  const auto order = after(text, "fortran_order");
  const auto shape = after(text, "shape");
  const auto damaged = [&] { return fmt::format("{}: the header of the array cannot be read; save it again", name); };
  require(type && order && shape && shape->starts_with('(') && shape->find(')') != std::string_view::npos, "{}",
          damaged());
  require(type->starts_with('\''),
          "{}: an array of records, which is not read; save images and labels as arrays of numbers", name);
  Header header{.type = std::string(type->substr(1, type->find('\'', 1) - 1)), .fortran = order->starts_with("True")};
  for (const std::string_view field : split(shape->substr(1, shape->find(')') - 1), ',')) {
    if (field.empty()) continue;
    const auto size = parse_unsigned(field);
    require(size && *size < std::size_t{1} << 40, "{}", damaged());
    header.shape.push_back(*size);
  }
  return header;
}

template <class Number>
void convert(Bytes bytes, bool swapped, std::vector<float>& to) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Number)) {
    std::array<std::uint8_t, sizeof(Number)> raw;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), sizeof(Number), raw.begin());
    if (swapped) std::ranges::reverse(raw);
    to.push_back(static_cast<float>(std::bit_cast<Number>(raw)));
  }
}

struct NumberType {
  std::string_view letters;  // as in a header, without the byte order
  NumberKind kind;
  std::size_t size;
  void (*convert)(Bytes, bool swapped, std::vector<float>&);  // null for bytes
};

constexpr NumberType kTypes[] = {
    {"b1", NumberKind::byte, 1, nullptr},
    {"u1", NumberKind::byte, 1, nullptr},
    {"i1", NumberKind::integer, 1, convert<std::int8_t>},
    {"u2", NumberKind::integer, 2, convert<std::uint16_t>},
    {"i2", NumberKind::integer, 2, convert<std::int16_t>},
    {"u4", NumberKind::integer, 4, convert<std::uint32_t>},
    {"i4", NumberKind::integer, 4, convert<std::int32_t>},
    {"u8", NumberKind::integer, 8, convert<std::uint64_t>},
    {"i8", NumberKind::integer, 8, convert<std::int64_t>},
    {"f4", NumberKind::real, 4, convert<float>},
    {"f8", NumberKind::real, 8, convert<double>},
};

}  // namespace

NumberArray parse_npy(Bytes bytes, const std::string& name) {
  require(bytes.size() >= 12 && text_of(bytes).starts_with(kMagic), "{}: no NumPy array, by its first bytes", name);
  const std::size_t width = bytes[6] == 1 ? 2 : 4;  // of the header's length, by the version
  require(bytes[6] >= 1 && bytes[6] <= 3, "{}: version {} of NumPy's format, which is not read", name, bytes[6]);
  const std::size_t length = little_endian(bytes, 8, width);
  const std::size_t start = 8 + width;
  require(length <= bytes.size() - start, "{}: truncated within the header; save it again", name);
  const Header header = parse_header(text_of(bytes.subspan(start, length)), name);
  const std::string_view letters = std::string_view(header.type).substr(std::min<std::size_t>(1, header.type.size()));
  const auto type = std::ranges::find(kTypes, letters, &NumberType::letters);
  require(type != std::end(kTypes),
          "{}: an array of type {}, which is not read; save whole numbers of 0 to 255 (uint8) or float32", name,
          header.type);
  require(!header.fortran || header.shape.size() < 2, "{}: an array in Fortran order; save np.ascontiguousarray(...)",
          name);
  std::size_t count = 1;
  const Bytes values = bytes.subspan(start + length);
  for (const std::size_t size : header.shape) {
    require(size == 0 || count <= values.size() / size, "{}: truncated: shape {}, but {} bytes of values", name,
            shape_text(header.shape), values.size());
    count *= size;
  }
  require(values.size() == count * type->size, "{}: shape {} of {} takes {} bytes, but there are {}; save it again",
          name, shape_text(header.shape), header.type, count * type->size, values.size());
  NumberArray array{.shape = header.shape, .kind = type->kind};
  if (!type->convert) {
    array.bytes.assign(values.begin(), values.end());
    return array;
  }
  array.reals.reserve(count);
  type->convert(values, header.type.front() == '>', array.reals);
  return array;
}

NamedArrays read_npz(const fs::path& path) {
  NamedArrays arrays;
  for (const auto& [name, bytes] : read_zip(path))
    if (name.ends_with(kSuffix))
      arrays.emplace(name.substr(0, name.size() - kSuffix.size()), parse_npy(bytes, path.string() + ": " + name));
  return arrays;
}

NamedArrays read_npy_folder(const fs::path& folder) {
  NamedArrays arrays;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
    if (entry->path().extension() == kSuffix)
      arrays.emplace(entry->path().stem().string(), parse_npy(read_file(entry->path()), entry->path().string()));
  require(!code, "{}: the folder cannot be read: {}", folder.string(), code.message());
  return arrays;
}

}  // namespace quanvas::data
