#include "store/h5_handle.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::store {
namespace {

// HDF5 hides why the system refused something in a long text.
std::optional<std::int64_t> errno_in(const std::string& reason) {
  constexpr std::string_view kMark = "errno = ";
  const std::size_t found = reason.find(kMark);
  if (found == std::string::npos) return std::nullopt;
  const std::size_t start = found + kMark.size();
  return parse_integer(std::string_view(reason).substr(start, reason.find(',', start) - start));
}

}  // namespace

// Of all that HDF5 says the innermost.
std::string hdf5_reason() {
  std::string reason;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned, const H5E_error2_t* error, void* text) -> herr_t {
        auto& to = *static_cast<std::string*>(text);
        if (to.empty() && error->desc) to = error->desc;
        return 0;
      },
      &reason);
  return reason.empty() ? "no reason given" : reason;
}

void check(bool ok, const std::string& what) {
  if (ok) return;
  const std::string reason = hdf5_reason();
  if (const auto code = errno_in(reason)) {
    errno = static_cast<int>(*code);
    fail_errno(what, "cannot be written");
  }
  fail("{}: {}", what, reason);
}

Handle file_access(const std::string& what) { return {H5Pcreate(H5P_FILE_ACCESS), H5Pclose, what}; }

Handle text_type(const std::string& what) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  check(type >= 0 && H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0, what);
  return {type, H5Tclose, what};
}

bool is_variable(hid_t text_type) { return H5Tis_variable_str(text_type) > 0; }

std::string text_at(const std::byte* from, hid_t text_type) {
  if (!is_variable(text_type)) {
    const char* const text = reinterpret_cast<const char*>(from);
    return {text, strnlen(text, H5Tget_size(text_type))};
  }
  const char* text = nullptr;
  std::memcpy(&text, from, sizeof text);
  return text ? text : "";
}

Handle space_of(const std::vector<std::size_t>& extent, const std::string& what) {
  const std::vector<hsize_t> sizes(extent.begin(), extent.end());
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, what};
}

Handle create_dataset(hid_t file, const std::string& path, hid_t type, hid_t space) {
  const Handle groups(H5Pcreate(H5P_LINK_CREATE), H5Pclose, path);
  check(H5Pset_create_intermediate_group(groups, 1) >= 0, path);
  return {H5Dcreate2(file, path.c_str(), type, space, groups, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, path};
}

Handle open_dataset(hid_t file, const std::string& path) {
  return {H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, path};
}

std::vector<std::size_t> extent_of(hid_t dataset, const std::string& path) {
  const Handle space(H5Dget_space(dataset), H5Sclose, path);
  const int rank = H5Sget_simple_extent_ndims(space);
  check(rank >= 0, path);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space, sizes.data(), nullptr) >= 0, path);
  return {sizes.begin(), sizes.end()};
}

std::size_t product(const std::vector<std::size_t>& extent) {
  std::size_t total = 1;
  for (const std::size_t size : extent) total *= size;
  return total;
}

}  // namespace quanvas::store
