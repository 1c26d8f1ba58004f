// The arrays of numbers in an HDF5 file.
#pragma once

#include <filesystem>

#include "data/arrays/array.hpp"

namespace quanvas::data {

// Those at the root by their names, and those in its groups as GROUP_NAME. Throws Error that names the file for one
// that is damaged or holds what is no array of numbers.
NamedArrays read_h5_arrays(const std::filesystem::path& path);

}  // namespace quanvas::data
