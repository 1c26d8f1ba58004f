// The table of data sets: name -> loader, class names, checksums; and where files are looked for. To add one: a row.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/copies.hpp"
#include "data/dataset.hpp"
#include "data/image_folder.hpp"

namespace quanvas::data {

using Part = trial::Split;

// What a data set is read from.
enum class Source {
  idx_files,
  image_files,  // one a picture, in class folders; some may be bad (BadImages)
  built_in,
};

struct CatalogRow {
  std::string_view name;
  std::string_view meaning;
  std::size_t classes;
  std::size_t height;
  std::size_t width;
  std::size_t images;  // of the training part
  Source source;
  // What is done about copies under the two values of the axis mri_protocol; the same where the set has no protocols.
  Copies paper_protocol = Copies::as_they_are;
  Copies clean_protocol = Copies::as_they_are;
};

// All rows, for help texts, checks and costs.
std::vector<CatalogRow> catalog();

// The row called `name`, or null.
const CatalogRow* find_dataset(std::string_view name);

// The same; throws Error, with the nearest name, where there is none.
const CatalogRow& dataset_named(std::string_view name);

// Folders that are looked through in order: $QUANVAS_DATA, ./data, ../shared/data, $XDG_CACHE_HOME/quanvas or
// ~/.cache/quanvas, /usr/share/datasets. A data set's files lie in a subfolder of its name or in the folder itself.
std::vector<std::filesystem::path> search_path();

struct LoadOptions {
  BadImages bad_images = BadImages::refuse;  // for what is read from image files
};

// Reads a part of a data set. Throws Error for a name that does not exist; for files that are not found, naming every
// folder that was looked through; and, naming the file, for one that is damaged or not the canonical one. Images that
// were skipped are named in the data set's remarks.
Dataset load(std::string_view name, Part part, const LoadOptions& options = {});

}  // namespace quanvas::data
