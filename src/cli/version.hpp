// What `quanvas --version` says.
#pragma once

#include <iosfwd>

namespace quanvas::cli {

// Version, revision, compiler and flags, instruction set, libraries.
void print_version(std::ostream& out);

}  // namespace quanvas::cli
