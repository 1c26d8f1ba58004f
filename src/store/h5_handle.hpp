// HDF5's objects with owners, and its failures as errors: what h5.cpp and h5_rows.cpp are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

namespace quanvas::store {

static_assert(sizeof(hid_t) == sizeof(std::int64_t));

// Throws Error with HDF5's own reason, or the system's, unless all is well. `what` names the object.
void check(bool ok, const std::string& what);

// HDF5's reason for its last failure.
std::string hdf5_reason();

// An HDF5 object that is closed when it goes out of scope.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t), const std::string& what) : id_(id), close_(close) { check(id >= 0, what); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

Handle file_access(const std::string& what);
Handle text_type(const std::string& what);  // UTF-8 of variable length
bool is_variable(hid_t text_type);
std::string text_at(const std::byte* from, hid_t text_type);  // of either form: older files have texts of fixed length
Handle space_of(const std::vector<std::size_t>& extent, const std::string& what);
Handle create_dataset(hid_t file, const std::string& path, hid_t type, hid_t space);  // and the groups on the way
Handle open_dataset(hid_t file, const std::string& path);
std::vector<std::size_t> extent_of(hid_t dataset, const std::string& path);
std::size_t product(const std::vector<std::size_t>& extent);

}  // namespace quanvas::store
