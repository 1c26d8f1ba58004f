// The one checksum: XXH3 of 128 bits. It names trials and tells damaged files from whole ones; it is no defence against
// anyone who means harm.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>

namespace quanvas {

// 32 hexadecimal digits.
std::string checksum(std::span<const std::byte> bytes);

// Of the bytes of all blocks, one behind the other, as if they were one.
std::string joint_checksum(std::initializer_list<std::span<const std::byte>> blocks);

}  // namespace quanvas
