// HDF5 files in memory: owning handles and checked calls over the C library, so that no other file sees either. A file is
// built or read as one block of bytes; whoever calls puts the bytes on disk and fetches them (store/shard.hpp), which
// keeps HDF5's own file access and its locks out of the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace quanvas::store {

// A column of a table: equally many values of one type.
struct Column {
  std::string name;
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>> values;
};

// Numbers of some dimensions, row-major.
template <class Number>
struct Array {
  std::vector<std::size_t> extent;
  std::vector<Number> values;
};

class H5File {
 public:
  // An empty file.
  static H5File create();

  // A file from its bytes. Throws Error, calling it `name`, for bytes that are no whole HDF5 file.
  static H5File open(std::span<const std::byte> bytes, const std::string& name);

  H5File(H5File&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  H5File& operator=(H5File&&) = delete;
  ~H5File();

  // The file as it would stand on a disk.
  std::vector<std::byte> bytes() const;

  // Reading throws Error for what is missing or of another type. Paths are absolute; groups on the way are made.
  void set_attribute(const std::string& path, const std::string& name, const std::string& value);
  void set_attribute(const std::string& path, const std::string& name, std::int64_t value);
  std::string text_attribute(const std::string& path, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& path, const std::string& name) const;

  void write(const std::string& path, const Array<double>& array);
  void write(const std::string& path, const Array<std::int8_t>& array);
  Array<double> read_doubles(const std::string& path) const;
  Array<std::int8_t> read_bytes(const std::string& path) const;

  // A table is one compound dataset; texts have the length of their column's longest, in UTF-8, padded with zeros.
  void write_table(const std::string& path, const std::vector<Column>& columns);
  std::vector<Column> read_table(const std::string& path) const;

  // The names of what a group holds, in alphabetical order.
  std::vector<std::string> names(const std::string& group) const;

 private:
  explicit H5File(std::int64_t id) : id_(id) {}

  std::int64_t id_;
};

}  // namespace quanvas::store
