// The table of data sets: name -> loader, class names, checksums; and where files are looked for. To add one: a row.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.hpp"

namespace quanvas::data {

enum class Part { train, test };

struct CatalogRow {
  std::string_view name;
  std::string_view meaning;
  std::size_t classes;
  std::size_t height;
  std::size_t width;
};

// All rows, for help texts, checks and costs.
std::vector<CatalogRow> catalog();

// The row called `name`, or null.
const CatalogRow* find_dataset(std::string_view name);

// Folders that are looked through in order: $QUANVAS_DATA, ./data, ../shared/data, $XDG_CACHE_HOME/quanvas or
// ~/.cache/quanvas, /usr/share/datasets. A data set's files lie in a subfolder of its name or in the folder itself.
std::vector<std::filesystem::path> search_path();

// Reads a part of a data set. Throws Error for a name that does not exist; for files that are not found, naming every
// folder that was looked through; and, naming the file, for one that is damaged or not the canonical one.
Dataset load(std::string_view name, Part part);

}  // namespace quanvas::data
