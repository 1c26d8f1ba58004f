// Reader of NumPy's files: npy (an array; NEP 1) and npz (a ZIP archive of them). Trusts nothing they say before it is
// checked.
#pragma once

#include <filesystem>
#include <string>

#include "data/arrays/array.hpp"
#include "data/arrays/whole_file.hpp"

namespace quanvas::data {

// The array in the bytes of an npy file: numbers of 1 to 8 bytes of either byte order, or truth values, in C order.
// Throws Error, calling the bytes `name`, for others (objects, texts, complex numbers, Fortran order) and for bytes
// that are not as many as the header says.
NumberArray parse_npy(Bytes bytes, const std::string& name);

// All arrays of an npz file by their names without ".npy". Throws Error that names the file and the member.
NamedArrays read_npz(const std::filesystem::path& path);

// All files *.npy of a folder, likewise.
NamedArrays read_npy_folder(const std::filesystem::path& folder);

}  // namespace quanvas::data
