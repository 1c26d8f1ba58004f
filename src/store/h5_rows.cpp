#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "store/h5.hpp"
#include "store/h5_handle.hpp"

namespace quanvas::store {
namespace {

constexpr std::size_t kCellSize = 8;  // of numbers, and of the addresses of texts

}  // namespace

H5Rows::H5Rows(std::int64_t dataset, std::int64_t type, std::string path)
    : dataset_(dataset), type_(type), path_(std::move(path)) {
  extent_ = extent_of(dataset_, path_);
  std::vector<std::size_t> row = extent_;
  row[0] = 1;
  row_bytes_ = product(row) * H5Tget_size(type_);
  file_space_ = H5Dget_space(dataset_);
  row_space_ = space_of(row, path_).release();
  check(file_space_ >= 0, path_);
}

H5Rows::H5Rows(H5Rows&& other) noexcept
    : dataset_(std::exchange(other.dataset_, H5I_INVALID_HID)),
      type_(std::exchange(other.type_, H5I_INVALID_HID)),
      file_space_(std::exchange(other.file_space_, H5I_INVALID_HID)),
      row_space_(std::exchange(other.row_space_, H5I_INVALID_HID)),
      extent_(std::move(other.extent_)),
      row_bytes_(other.row_bytes_),
      path_(std::move(other.path_)) {}

H5Rows::~H5Rows() {
  if (dataset_ < 0) return;
  H5Sclose(row_space_);
  H5Sclose(file_space_);
  H5Tclose(type_);
  H5Dclose(dataset_);
}

void H5Rows::write(std::size_t row, std::span<const std::byte> values) {
  require(row < extent_[0] && values.size() == row_bytes_, "{}: row {} of {} bytes, but there are {} rows of {} bytes",
          path_, row, values.size(), extent_[0], row_bytes_);
  if (values.empty()) return;
  std::vector<hsize_t> start(extent_.size(), 0);
  std::vector<hsize_t> count(extent_.begin(), extent_.end());
  start[0] = row;
  count[0] = 1;
  check(H5Sselect_hyperslab(file_space_, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) >= 0 &&
            H5Dwrite(dataset_, type_, row_space_, file_space_, H5P_DEFAULT, values.data()) >= 0,
        path_);
}

void H5Table::write(std::size_t row, std::span<const Cell> cells) {
  std::vector<std::byte> packed(columns_.size() * kCellSize);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::byte* const to = packed.data() + c * kCellSize;
    if (const auto* text = std::get_if<std::string>(&cells[c])) {
      const char* const address = text->c_str();
      std::memcpy(to, &address, kCellSize);
    } else if (const auto* integer = std::get_if<std::int64_t>(&cells[c])) {
      std::memcpy(to, integer, kCellSize);
    } else {
      std::memcpy(to, &std::get<double>(cells[c]), kCellSize);
    }
  }
  rows_.write(row, packed);
}

}  // namespace quanvas::store
