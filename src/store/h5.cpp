#include "store/h5.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "store/h5_handle.hpp"

namespace quanvas::store {
namespace {

constexpr std::size_t kMemoryBlock = std::size_t{1} << 16;

template <class Number>
Array<Number> read_array(hid_t file, const std::string& path, hid_t native) {
  const Handle dataset = open_dataset(file, path);
  Array<Number> array{.extent = extent_of(dataset, path), .values = {}};
  array.values.resize(product(array.extent));
  if (!array.values.empty())
    check(H5Dread(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()) >= 0, path);
  return array;
}

// Numbers, and the addresses of texts.
constexpr std::size_t kCellSize = 8;
static_assert(sizeof(char*) == kCellSize && sizeof(double) == kCellSize);

hid_t table_type(const std::vector<ColumnType>& columns, const std::string& path) {
  const hid_t type = H5Tcreate(H5T_COMPOUND, columns.size() * kCellSize);
  check(type >= 0, path);
  std::size_t offset = 0;
  for (const ColumnType& column : columns) {
    const auto insert = [&](hid_t of) {
      check(H5Tinsert(type, column.name.c_str(), offset, of) >= 0, path + "/" + column.name);
    };
    switch (column.kind) {
      case ColumnType::Kind::integer: insert(H5T_NATIVE_INT64); break;
      case ColumnType::Kind::real: insert(H5T_NATIVE_DOUBLE); break;
      case ColumnType::Kind::text: insert(text_type(path)); break;
    }
    offset += kCellSize;
  }
  return type;
}

}  // namespace

// HDF5 prints its errors unless it is told not to; they are part of our messages instead. Nor is it to write once more,
// at the program's end, what a full disk has refused.
H5File::Lock H5File::lock_hdf5() {
  static std::recursive_mutex mutex;
  Lock lock(mutex);
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  return lock;
}

H5File H5File::create() {
  Lock lock = lock_hdf5();
  const Handle access = file_access("a new file");
  check(H5Pset_fapl_core(access, kMemoryBlock, 0) >= 0, "a new file");
  const hid_t id = H5Fcreate("memory", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  check(id >= 0, "a new file");
  return {std::move(lock), id};
}

H5File H5File::create(const std::filesystem::path& path) {
  Lock lock = lock_hdf5();
  const Handle access = file_access(path.string());
  check(H5Pset_file_locking(access, 0, 1) >= 0, path.string());
  const hid_t id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  check(id >= 0, path.string());
  return {std::move(lock), id};
}

H5File H5File::open(std::span<const std::byte> bytes, const std::string& name) {
  Lock lock = lock_hdf5();
  require(!bytes.empty(), "{}: an empty file", name);
  const Handle access = file_access(name);
  check(H5Pset_fapl_core(access, kMemoryBlock, 0) >= 0, name);
  check(H5Pset_file_image(access, const_cast<std::byte*>(bytes.data()), bytes.size()) >= 0, name);  // HDF5 copies it
  const hid_t id = H5Fopen(name.c_str(), H5F_ACC_RDONLY, access);
  require(id >= 0, "{}: not a whole HDF5 file: {}", name, hdf5_reason());
  return {std::move(lock), id};
}

H5File H5File::open(const std::filesystem::path& path) {
  Lock lock = lock_hdf5();
  const Handle access = file_access(path.string());
  check(H5Pset_file_locking(access, 0, 1) >= 0, path.string());
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  require(id >= 0, "not a whole HDF5 file: {}", hdf5_reason());
  return {std::move(lock), id};
}

H5File::~H5File() {
  if (id_ >= 0) H5Fclose(id_);
}

void H5File::close() { check(H5Fclose(std::exchange(id_, H5I_INVALID_HID)) >= 0, "its contents"); }

void H5File::flush() const { check(H5Fflush(id_, H5F_SCOPE_GLOBAL) >= 0, "its contents"); }

std::vector<std::byte> H5File::bytes() const {
  flush();
  const ssize_t size = H5Fget_file_image(id_, nullptr, 0);
  check(size > 0, "a file's image");
  std::vector<std::byte> image(static_cast<std::size_t>(size));
  check(H5Fget_file_image(id_, image.data(), image.size()) == size, "a file's image");
  return image;
}

void H5File::set_attribute(const std::string& path, const std::string& name, const std::string& value) {
  const std::string what = path + "@" + name;
  const Handle type = text_type(what);
  const char* const text = value.c_str();
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, what);
  const Handle object(H5Oopen(id_, path.c_str(), H5P_DEFAULT), H5Oclose, what);
  const Handle attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  check(H5Awrite(attribute, type, &text) >= 0, what);
}

void H5File::set_attribute(const std::string& path, const std::string& name, std::int64_t value) {
  const std::string what = path + "@" + name;
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, what);
  const Handle object(H5Oopen(id_, path.c_str(), H5P_DEFAULT), H5Oclose, what);
  const Handle attribute(H5Acreate2(object, name.c_str(), H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         what);
  check(H5Awrite(attribute, H5T_NATIVE_INT64, &value) >= 0, what);
}

std::string H5File::text_attribute(const std::string& path, const std::string& name) const {
  const std::string what = path + "@" + name;
  const Handle attribute(H5Aopen_by_name(id_, path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  const Handle type(H5Aget_type(attribute), H5Tclose, what);
  require(H5Tget_class(type) == H5T_STRING, "{}: not a text", what);
  std::vector<std::byte> bytes(H5Tget_size(type));
  check(H5Aread(attribute, type, bytes.data()) >= 0, what);
  std::string value = text_at(bytes.data(), type);
  const Handle space(H5Aget_space(attribute), H5Sclose, what);
  if (is_variable(type)) H5Dvlen_reclaim(type, space, H5P_DEFAULT, bytes.data());
  return value;
}

std::int64_t H5File::integer_attribute(const std::string& path, const std::string& name) const {
  const std::string what = path + "@" + name;
  const Handle attribute(H5Aopen_by_name(id_, path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  std::int64_t value = 0;
  check(H5Aread(attribute, H5T_NATIVE_INT64, &value) >= 0, what);
  return value;
}

H5Table H5File::add_table(const std::string& path, std::vector<ColumnType> columns, std::size_t rows) {
  const hid_t type = table_type(columns, path);
  return {H5Rows(create_dataset(id_, path, type, space_of({rows}, path)).release(), type, path), std::move(columns)};
}

H5Rows H5File::add_doubles(const std::string& path, const std::vector<std::size_t>& extent) {
  return {create_dataset(id_, path, H5T_IEEE_F64LE, space_of(extent, path)).release(), H5Tcopy(H5T_NATIVE_DOUBLE),
          path};
}

H5Rows H5File::add_bytes(const std::string& path, const std::vector<std::size_t>& extent) {
  return {create_dataset(id_, path, H5T_STD_I8LE, space_of(extent, path)).release(), H5Tcopy(H5T_NATIVE_INT8), path};
}

Array<double> H5File::read_doubles(const std::string& path) const {
  return read_array<double>(id_, path, H5T_NATIVE_DOUBLE);
}
Array<float> H5File::read_floats(const std::string& path) const {
  return read_array<float>(id_, path, H5T_NATIVE_FLOAT);
}
Array<std::int8_t> H5File::read_bytes(const std::string& path) const {
  return read_array<std::int8_t>(id_, path, H5T_NATIVE_INT8);
}

std::vector<Column> H5File::read_table(const std::string& path) const {
  const Handle dataset = open_dataset(id_, path);
  const Handle type(H5Dget_type(dataset), H5Tclose, path);
  require(H5Tget_class(type) == H5T_COMPOUND, "{}: not a table", path);
  const std::size_t rows = product(extent_of(dataset, path));
  const std::size_t row_size = H5Tget_size(type);
  std::vector<std::byte> packed(rows * row_size);
  if (rows > 0) check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, packed.data()) >= 0, path);

  std::vector<Column> columns;
  const int members = H5Tget_nmembers(type);
  for (unsigned m = 0; m < static_cast<unsigned>(std::max(members, 0)); ++m) {
    char* const name = H5Tget_member_name(type, m);
    Column column{.name = name, .values = {}};
    H5free_memory(name);
    const Handle of(H5Tget_member_type(type, m), H5Tclose, path);
    const std::size_t offset = H5Tget_member_offset(type, m);
    const auto read = [&](auto make) {
      std::vector<decltype(make(packed.data()))> values;
      for (std::size_t row = 0; row < rows; ++row) values.push_back(make(packed.data() + row * row_size + offset));
      column.values = std::move(values);
    };
    const auto number = [](auto zero) {
      return [zero](const std::byte* from) {
        auto value = zero;
        std::memcpy(&value, from, sizeof value);
        return value;
      };
    };
    switch (H5Tget_class(of)) {
      case H5T_INTEGER: read(number(std::int64_t{0})); break;
      case H5T_FLOAT: read(number(0.0)); break;
      case H5T_STRING: read([&of](const std::byte* from) { return text_at(from, of); }); break;
      default: fail("{}/{}: a column of an unknown type", path, column.name);
    }
    columns.push_back(std::move(column));
  }
  const Handle space(H5Dget_space(dataset), H5Sclose, path);
  if (rows > 0) H5Dvlen_reclaim(type, space, H5P_DEFAULT, packed.data());
  return columns;
}

Stored H5File::stored(const std::string& path) const {
  const Handle object(H5Oopen(id_, path.c_str(), H5P_DEFAULT), H5Oclose, path);
  const H5I_type_t kind = H5Iget_type(object);
  if (kind != H5I_DATASET) return kind == H5I_GROUP ? Stored::group : Stored::other;
  const Handle type(H5Dget_type(object), H5Tclose, path);
  const H5T_class_t numbers = H5Tget_class(type);
  return numbers == H5T_INTEGER ? Stored::integers : numbers == H5T_FLOAT ? Stored::reals : Stored::other;
}

std::vector<std::size_t> H5File::extent(const std::string& path) const {
  return extent_of(open_dataset(id_, path), path);
}

std::vector<std::string> H5File::names(const std::string& group) const {
  std::vector<std::string> all;
  if (group != "/" && H5Lexists(id_, group.c_str(), H5P_DEFAULT) <= 0) return all;
  check(H5Literate_by_name(
            id_, group.c_str(), H5_INDEX_NAME, H5_ITER_INC, nullptr,
            [](hid_t, const char* name, const H5L_info_t*, void* to) -> herr_t {
              static_cast<std::vector<std::string>*>(to)->emplace_back(name);
              return 0;
            },
            &all, H5P_DEFAULT) >= 0,
        group);
  return all;
}

}  // namespace quanvas::store
