// Data sets of one's own that are arrays of images and of labels.
#pragma once

#include <filesystem>
#include <memory>

#include "data/arrays/array.hpp"
#include "data/own.hpp"

namespace quanvas::data {

// Finds the parts among arrays by their names, in any case: images, data or x, and labels, targets or y, behind or
// before train, validation or test (train_images, x_train); alone they are the training part. Images are [n, height,
// width] or [n, height, width, channels] with 1 or 3 channels, labels [n] or [n, 1], whole numbers from 0. Throws
// Error, naming the array, for what does not fit.
//
// Pixels become bytes: whole numbers of 0 to 255 stay; up to 65535 the upper 8 of 16 bits count; other numbers of 0 to
// 1 are multiplied by 255, of 0 to 255 stay, both rounded to the nearest.
std::unique_ptr<OwnSource> arrays_source(NamedArrays arrays, const std::filesystem::path& path);

}  // namespace quanvas::data
