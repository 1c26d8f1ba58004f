// Reader of the IDX files of MNIST and its kin, gzipped or plain. Trusts nothing the file says before it is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/arrays/array.hpp"

namespace quanvas::data {

struct IdxImages {
  std::size_t count = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> pixels;  // [count, height, width]
  std::string checksum;              // XXH3-128 of the decompressed file, hexadecimal
};

struct IdxLabels {
  std::vector<std::uint8_t> labels;
  std::string checksum;
};

// What a labels file must hold to fit its images.
struct LabelsWanted {
  std::size_t count;    // as many as there are images
  std::size_t classes;  // labels are 0 .. classes-1
};

// Throw Error that names the file for one that is missing, truncated, corrupt, longer than its header says, or of
// another kind (magic number 0x00000803 for images, 0x00000801 for labels); and for labels that do not fit their
// images.
IdxImages read_idx_images(const std::filesystem::path& path);
IdxLabels read_idx_labels(const std::filesystem::path& path, const LabelsWanted& wanted);

// Whether a folder has IDX files of images, by their first bytes.
bool holds_idx(const std::filesystem::path& folder);

// train_images, train_labels, ... of the IDX files of a folder, told by their first bytes, and their parts by train,
// test, t10k, val, ... in their names; without, they are the training part. Of a file and its gzipped twin the plain
// one is read. Throws Error for two files of one kind and part.
NamedArrays read_idx_folder(const std::filesystem::path& folder);

}  // namespace quanvas::data
