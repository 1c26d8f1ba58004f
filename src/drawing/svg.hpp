// A circuit drawn as SVG: a self-contained picture on white, boxes coloured by what decides them, with a legend.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "drawing/layout.hpp"

namespace quanvas::drawing {

struct SvgOptions {
  std::string title;
  std::vector<Wire> measured;  // wires that end in the expectation value of Z
};

// The picture as XML. A circuit of many columns continues in further rows.
std::string circuit_svg(const Layout& layout, const SvgOptions& options = {});

}  // namespace quanvas::drawing
