// The table of data sets: name -> loader, class names, checksums; and where files are looked for. To add one: a row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/copies.hpp"
#include "data/dataset.hpp"
#include "data/image_folder.hpp"
#include "data/search_path.hpp"

namespace quanvas::data {

using Part = trial::Split;

// What a data set is read from.
enum class Source {
  idx_files,
  arrays,       // of one's own, in any kind of file
  image_files,  // one a picture, in class folders; some may be bad (BadImages)
  built_in,
};

constexpr auto texts_of(Source) { return texts("idx_files", "arrays", "image_files", "built_in"); }

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

// Throws Error for a name that is neither in the catalogue nor a path, with the nearest name and the ways on.
[[noreturn]] void refuse_dataset(std::string_view name);

using LoadOptions = ImageOptions;

// The row of a data set whose images are read so, or what a row would say of one of one's own, which is read for it: of
// this part its images and their size.
CatalogRow row_of(std::string_view name, Part part, const LoadOptions& options);

// Reads a part of a data set: of the catalogue, or one's own, by its path (find_own), which is read once in a process.
// Throws Error for a name that does not exist; for files that are not found, naming every folder that was looked
// through; and, naming the file, for one that is damaged or not the canonical one. Images that were skipped are named
// in the data set's remarks.
Dataset load(std::string_view name, Part part, const LoadOptions& options = {});

}  // namespace quanvas::data
