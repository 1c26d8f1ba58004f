// Data sets of one's own: files and folders of images in the plain forms that researchers have. The table of kinds is
// in own.cpp; to add one: a row.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.hpp"
#include "data/image_folder.hpp"
#include "data/own_names.hpp"

namespace quanvas::data {

// A data set that was recognised; its parts are read one by one.
class OwnSource {
 public:
  virtual ~OwnSource() = default;
  virtual std::vector<OwnPart> parts() const = 0;
  virtual std::vector<std::string> class_names() const = 0;  // of all parts
  virtual ReadImages read(OwnPart part, const ImageOptions& options) const = 0;
  virtual std::vector<std::string> remarks() const { return {}; }  // what is there and not read
};

enum class OwnForm { arrays, files };

struct OwnKind {
  std::string_view name;
  OwnForm form;
  std::string_view looks_like;
  bool (*recognises)(const std::filesystem::path&);
  std::unique_ptr<OwnSource> (*open)(const std::filesystem::path&);
};

std::vector<OwnKind> own_kinds();

// An own data set, its kind known.
struct OwnSet {
  std::filesystem::path path;
  OwnKind kind;
  std::shared_ptr<const OwnSource> source;

  // Throws Error for a part that it does not have.
  struct PartRead {
    Dataset dataset;
    std::string sizes;  // of the images as they are
  };
  PartRead read(OwnPart part, const ImageOptions& options) const;
};

// The data set in a file or folder. Throws Error that names the kinds for one that is of none.
OwnSet open_own(const std::filesystem::path& path);

// A part of an own data set as trials read it.
struct OwnData {
  Dataset dataset;
  OwnKind kind;
};

// Reads it where it has not been read in this process: what changes under the process is not seen. Throws Error as
// open_own() and OwnSet::read() do, and refuse_dataset() where there is nothing of this name.
const OwnData& load_own(std::string_view name, trial::Split part, const ImageOptions& options);

// Where a data set of this name is, as an absolute path: from `base`, or from a folder of search_path(). Nothing where
// nothing has that name.
std::optional<std::filesystem::path> find_own(std::string_view name, const std::filesystem::path& base = {});

// Those of them that `name` may be, in that order, whether they are there or not.
std::vector<std::filesystem::path> own_candidates(std::string_view name, const std::filesystem::path& base = {});

// What each kind looks like, a line each, for messages.
std::string own_kinds_text();

}  // namespace quanvas::data
