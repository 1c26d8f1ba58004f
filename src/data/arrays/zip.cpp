#include "data/arrays/zip.hpp"

#include <algorithm>

#include <zlib.h>

#include "base/error.hpp"

namespace quanvas::data {
namespace {

constexpr std::uint32_t kEndMark = 0x06054b50;     // of the record that ends an archive
constexpr std::uint32_t kEntryMark = 0x02014b50;   // of an entry of its directory
constexpr std::uint32_t kMemberMark = 0x04034b50;  // of a member
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEntrySize = 46;
constexpr std::size_t kMemberSize = 30;
constexpr std::uint64_t kElsewhere = 0xffffffff;  // the number is in a field of ZIP64

struct Entry {
  std::string name;
  std::uint64_t flags, method, crc, packed, size, offset;
};

class Archive {
 public:
  Archive(Bytes bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  std::vector<Entry> entries() const;
  std::vector<std::uint8_t> member(const Entry& entry) const;

 private:
  // Checks that `size` bytes are at `at` and begin with the mark.
  void need(std::size_t at, std::size_t size, std::uint32_t mark) const {
    require(at <= bytes_.size() && size <= bytes_.size() - at && little_endian(bytes_, at, 4) == mark,
            "{}: truncated or damaged ZIP archive; fetch or save it again", name_);
  }
  std::size_t end() const;
  std::vector<std::uint8_t> inflate_all(Bytes packed, const Entry& entry) const;

  Bytes bytes_;
  const std::string& name_;
};

// The last record lies at the end, before a comment of at most 65535 bytes.
std::size_t Archive::end() const {
  require(bytes_.size() >= kEndSize, "{}: {} bytes are no ZIP archive", name_, bytes_.size());
  const std::size_t last = bytes_.size() - kEndSize;
  for (std::size_t back = 0; back <= std::min<std::size_t>(last, 65535); ++back)
    if (little_endian(bytes_, last - back, 4) == kEndMark && little_endian(bytes_, last - back + 20, 2) == back)
      return last - back;
  fail("{}: truncated: the ZIP archive has no directory at its end; fetch or save it again", name_);
}

std::vector<Entry> Archive::entries() const {
  const std::size_t tail = end();
  std::vector<Entry> all;
  std::size_t at = little_endian(bytes_, tail + 16, 4);
  for (std::size_t left = little_endian(bytes_, tail + 10, 2); left > 0; --left) {
    need(at, kEntrySize, kEntryMark);
    const auto number = [&](std::size_t offset, std::size_t size) { return little_endian(bytes_, at + offset, size); };
    const std::size_t letters = number(28, 2);
    const std::size_t whole = kEntrySize + letters + number(30, 2) + number(32, 2);
    need(at, whole, kEntryMark);
    all.push_back({.name = std::string(text_of(bytes_.subspan(at + kEntrySize, letters))),
                   .flags = number(8, 2),
                   .method = number(10, 2),
                   .crc = number(16, 4),
                   .packed = number(20, 4),
                   .size = number(24, 4),
                   .offset = number(42, 4)});
    at += whole;
  }
  return all;
}

std::vector<std::uint8_t> Archive::inflate_all(Bytes packed, const Entry& entry) const {
  // Deflate packs at most 1032 to 1: a size beyond that is not worth the memory.
  require(entry.size <= 1032 * (entry.packed + 1), "{}: {}: damaged: its size cannot be", name_, entry.name);
  std::vector<std::uint8_t> bytes(entry.size);
  z_stream stream{};
  require(inflateInit2(&stream, -MAX_WBITS) == Z_OK, "out of memory");
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<uInt>(bytes.size());
  const int code = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  require(code == Z_STREAM_END && stream.avail_out == 0 && stream.avail_in == 0,
          "{}: {}: damaged: it cannot be unpacked; fetch or save the archive again", name_, entry.name);
  return bytes;
}

std::vector<std::uint8_t> Archive::member(const Entry& entry) const {
  require(entry.size < kElsewhere && entry.packed < kElsewhere && entry.offset < kElsewhere,
          "{}: {}: 4 GB or more, which is not read; save it as a .npy file", name_, entry.name);
  require((entry.flags & 1) == 0, "{}: {}: encrypted, which is not read", name_, entry.name);
  require(entry.method == 0 || entry.method == 8,
          "{}: {}: packed by method {}, which is not read; save it with np.savez", name_, entry.name, entry.method);
  need(entry.offset, kMemberSize, kMemberMark);
  const std::size_t start = entry.offset + kMemberSize + little_endian(bytes_, entry.offset + 26, 2) +
                            little_endian(bytes_, entry.offset + 28, 2);
  need(entry.offset, start - entry.offset + entry.packed, kMemberMark);
  const Bytes packed = bytes_.subspan(start, entry.packed);
  std::vector<std::uint8_t> bytes =
      entry.method == 8 ? inflate_all(packed, entry) : std::vector<std::uint8_t>(packed.begin(), packed.end());
  require(bytes.size() == entry.size && crc32_z(0, bytes.data(), bytes.size()) == entry.crc,
          "{}: {}: damaged: its check sum is another; fetch or save the archive again", name_, entry.name);
  return bytes;
}

}  // namespace

std::map<std::string, std::vector<std::uint8_t>> parse_zip(Bytes bytes, const std::string& name) {
  const Archive archive(bytes, name);
  std::map<std::string, std::vector<std::uint8_t>> members;
  std::uint64_t total = 0;
  for (const Entry& entry : archive.entries()) {
    total += entry.size;
    require(total <= kMostFileBytes, "{}: more than {} bytes unpacked, which is not read", name, kMostFileBytes);
    require(members.emplace(entry.name, archive.member(entry)).second, "{}: two members are called {}", name,
            entry.name);
  }
  return members;
}

std::map<std::string, std::vector<std::uint8_t>> read_zip(const std::filesystem::path& path) {
  return parse_zip(read_file(path), path.string());
}

}  // namespace quanvas::data
