// quanvas data PATH: what is in images of one's own.
#pragma once

#include <iosfwd>
#include <string>

#include "data/image_folder.hpp"

namespace quanvas::cli {

struct OwnOptions {
  std::string name;
  data::ImageOptions images;
};

// Kind, parts, classes with counts, sizes, copies and bad files, which are named and not refused. Throws Error for what
// is no data set.
void print_own_text(const OwnOptions& own, std::ostream& out);
void print_own_json(const OwnOptions& own, std::ostream& out);

}  // namespace quanvas::cli
