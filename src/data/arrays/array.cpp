#include "data/arrays/array.hpp"

#include <fmt/ranges.h>

namespace quanvas::data {

std::string shape_text(const std::vector<std::size_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace quanvas::data
