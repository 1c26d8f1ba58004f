// Arrays of numbers as files hold them: bytes as they are, other numbers as float.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace quanvas::data {

enum class NumberKind { byte, integer, real };  // byte: an integer of 0 to 255

// Row-major. `bytes` holds the values where they are bytes, else `reals` does (integers up to 2^24 exactly).
struct NumberArray {
  std::vector<std::size_t> shape;
  NumberKind kind = NumberKind::byte;
  std::vector<std::uint8_t> bytes;
  std::vector<float> reals;

  std::size_t size() const { return kind == NumberKind::byte ? bytes.size() : reals.size(); }
  double value(std::size_t i) const { return kind == NumberKind::byte ? bytes[i] : static_cast<double>(reals[i]); }
};

using NamedArrays = std::map<std::string, NumberArray>;

// "[60000, 28, 28]"
std::string shape_text(const std::vector<std::size_t>& shape);

}  // namespace quanvas::data
