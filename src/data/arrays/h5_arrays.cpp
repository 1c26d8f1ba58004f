#include "data/arrays/h5_arrays.hpp"

#include "base/error.hpp"
#include "data/arrays/whole_file.hpp"
#include "store/h5.hpp"

namespace quanvas::data {
namespace {

NumberArray read_array(const store::H5File& file, const std::string& at, const std::string& where) {
  std::size_t values = 1;
  for (const std::size_t size : file.extent(at)) {
    require(size == 0 || values <= kMostFileBytes / sizeof(float) / size, "{}: {}: more values than are read", where,
            at);
    values *= size;
  }
  store::Array<float> array = file.read_floats(at);
  return {.shape = std::move(array.extent),
          .kind = file.stored(at) == store::Stored::integers ? NumberKind::integer : NumberKind::real,
          .reals = std::move(array.values)};
}

void read_group(const store::H5File& file, const std::string& group, const std::string& prefix,
                const std::string& where, NamedArrays& arrays) {
  for (const std::string& name : file.names(group)) {
    const std::string at = (group == "/" ? "" : group) + "/" + name;
    switch (file.stored(at)) {
      case store::Stored::integers:
      case store::Stored::reals: arrays.emplace(prefix + name, read_array(file, at, where)); break;
      case store::Stored::group:
        if (group == "/") read_group(file, at, name + "_", where, arrays);
        break;
      case store::Stored::other: break;
    }
  }
}

}  // namespace

NamedArrays read_h5_arrays(const std::filesystem::path& path) {
  NamedArrays arrays;
  try {
    const store::H5File file = store::H5File::open(path);
    read_group(file, "/", "", path.string(), arrays);
  } catch (const Error& error) {
    const std::string reason = error.what();
    fail("{}{}", reason.starts_with(path.string()) ? "" : path.string() + ": ", reason);
  }
  return arrays;
}

}  // namespace quanvas::data
