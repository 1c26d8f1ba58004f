// The one checksum: XXH3 of 128 bits. It names trials and tells damaged files from whole ones; it is no defence against
// anyone who means harm.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace quanvas {

// 32 hexadecimal digits.
std::string checksum(std::span<const std::byte> bytes);

}  // namespace quanvas
