// Where data sets are looked for.
#pragma once

#include <filesystem>
#include <vector>

namespace quanvas::data {

// Folders that are looked through in order: $QUANVAS_DATA, ./data, ../shared/data, $XDG_CACHE_HOME/quanvas or
// ~/.cache/quanvas, /usr/share/datasets. A data set's files lie in a subfolder of its name or in the folder itself.
std::vector<std::filesystem::path> search_path();

}  // namespace quanvas::data
