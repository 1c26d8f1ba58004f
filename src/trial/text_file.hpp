// A file of the user's as text.
#pragma once

#include <string>
#include <string_view>

namespace quanvas::trial {

// The whole file. Throws Error "PATH: cannot read WHAT: ..." where it cannot be read.
std::string read_text_file(const std::string& path, std::string_view what);

}  // namespace quanvas::trial
