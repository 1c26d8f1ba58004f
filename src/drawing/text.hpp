// A circuit drawn with characters, for a terminal: a line a wire, time from left to right.
#pragma once

#include <cstddef>
#include <string>

#include "drawing/layout.hpp"

namespace quanvas::drawing {

// The drawing in UTF-8, ending in a line break. A circuit wider than `width` characters continues in further lines.
std::string circuit_text(const Layout& layout, std::size_t width = 100);

}  // namespace quanvas::drawing
