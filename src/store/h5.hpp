// HDF5 files: owning handles and checked calls over the C library, so that no other file sees either. A small file is
// built or read as one block of bytes, and whoever calls puts the bytes on disk and fetches them (store/file.hpp); a
// file that may not fit into memory is built on the disk. HDF5's own file locks are never taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace quanvas::store {

// A value of a table.
using Cell = std::variant<std::int64_t, double, std::string>;

// What a column of a table holds; texts are UTF-8 of any length.
struct ColumnType {
  enum class Kind { integer, real, text };
  std::string name;
  Kind kind = Kind::integer;
};

// A column of a table as it is read: equally many values of one type.
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

enum class Stored { integers, reals, group, other };

// A dataset whose first dimension is rows, open for writing them in any order. Must not outlive its file.
class H5Rows {
 public:
  H5Rows(std::int64_t dataset, std::int64_t type, std::string path);  // takes both over
  H5Rows(H5Rows&& other) noexcept;
  H5Rows& operator=(H5Rows&&) = delete;
  ~H5Rows();

  // `values` has as many bytes as a row takes in memory.
  void write(std::size_t row, std::span<const std::byte> values);
  void write(std::size_t row, std::span<const double> values) { write(row, std::as_bytes(values)); }
  void write(std::size_t row, std::span<const std::int8_t> values) { write(row, std::as_bytes(values)); }

  const std::string& path() const { return path_; }

 private:
  std::int64_t dataset_;
  std::int64_t type_;
  std::int64_t file_space_;
  std::int64_t row_space_;
  std::vector<std::size_t> extent_;
  std::size_t row_bytes_;
  std::string path_;
};

// A table: one compound dataset.
class H5Table {
 public:
  H5Table(H5Rows rows, std::vector<ColumnType> columns) : rows_(std::move(rows)), columns_(std::move(columns)) {}

  // A cell for each column, of its type.
  void write(std::size_t row, std::span<const Cell> cells);

 private:
  H5Rows rows_;
  std::vector<ColumnType> columns_;
};

// HDF5 serves one thread at a time: while one has a file, others that want one wait.
class H5File {
 public:
  // An empty file in memory.
  static H5File create();

  // An empty file on the disk, which replaces any that is there. Throws Error with path and reason.
  static H5File create(const std::filesystem::path& path);

  // A file on the disk, for reading. Throws Error for one that is no whole HDF5 file.
  static H5File open(const std::filesystem::path& path);

  // A file from its bytes. Throws Error, calling it `name`, for bytes that are no whole HDF5 file.
  static H5File open(std::span<const std::byte> bytes, const std::string& name);

  H5File(H5File&& other) noexcept : lock_(std::move(other.lock_)), id_(std::exchange(other.id_, -1)) {}
  H5File& operator=(H5File&&) = delete;
  ~H5File();

  // The file as it would stand on a disk.
  std::vector<std::byte> bytes() const;

  // Hands everything that was written to the operating system. Throws Error, with the reason, where the disk does not
  // take it.
  void flush() const;

  // The end of it, with the same guarantee; of the destructor nothing is heard.
  void close();

  // Reading throws Error for what is missing or of another type. Paths are absolute; groups on the way are made.
  void set_attribute(const std::string& path, const std::string& name, const std::string& value);
  void set_attribute(const std::string& path, const std::string& name, std::int64_t value);
  std::string text_attribute(const std::string& path, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& path, const std::string& name) const;

  // Datasets whose rows are written later. A table has `rows` of them, an array extent[0].
  H5Table add_table(const std::string& path, std::vector<ColumnType> columns, std::size_t rows);
  H5Rows add_doubles(const std::string& path, const std::vector<std::size_t>& extent);
  H5Rows add_bytes(const std::string& path, const std::vector<std::size_t>& extent);

  Array<double> read_doubles(const std::string& path) const;
  Array<float> read_floats(const std::string& path) const;
  Array<std::int8_t> read_bytes(const std::string& path) const;

  std::vector<Column> read_table(const std::string& path) const;

  // What a path is the name of.
  Stored stored(const std::string& path) const;
  std::vector<std::size_t> extent(const std::string& path) const;  // of a dataset

  // The names of what a group holds, in alphabetical order.
  std::vector<std::string> names(const std::string& group) const;

 private:
  using Lock = std::unique_lock<std::recursive_mutex>;
  H5File(Lock lock, std::int64_t id) : lock_(std::move(lock)), id_(id) {}
  static Lock lock_hdf5();

  Lock lock_;
  std::int64_t id_;
};

}  // namespace quanvas::store
