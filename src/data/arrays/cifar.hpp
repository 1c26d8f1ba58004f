// Reader of the binary files of CIFAR-10 and CIFAR-100 (https://www.cs.toronto.edu/~kriz/cifar.html): of each image its
// label, or a coarse and a fine one, and 32x32 pixels of red, then green, then blue.
#pragma once

#include <filesystem>

#include "data/arrays/array.hpp"

namespace quanvas::data {

// Whether a folder has files of these names.
bool holds_cifar(const std::filesystem::path& folder);

// train_images [n, 32, 32, 3] and train_labels [n], and test_ likewise where they are there; of CIFAR-100 the fine
// labels. Throws Error that names the file for one whose size is not a multiple of an image's, or whose labels are too
// large.
NamedArrays read_cifar(const std::filesystem::path& folder);

}  // namespace quanvas::data
