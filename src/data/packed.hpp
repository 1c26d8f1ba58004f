// A data set as one block of bytes, in memory that several processes see.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "data/dataset.hpp"

namespace quanvas::data {

// The bytes that a data set takes.
std::size_t packed_size(const Dataset& dataset);

// Writes the data set into a block of that size.
void pack(const Dataset& dataset, std::span<std::byte> block);

// The data set in a block, whose images it views where they lie. `memory` keeps the block; null where something else
// does. Throws Error where the block holds no data set or not all of it; the checksum of the images is not compared.
Dataset unpack(std::span<const std::byte> block, std::shared_ptr<const void> memory);

}  // namespace quanvas::data
