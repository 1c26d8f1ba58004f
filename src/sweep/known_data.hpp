// What a sweep's folder keeps of the data that its trials are of: their checksums, so that data which have changed are
// refused, and what must be known of one's own images to read the sweep where they are not.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "data/catalog.hpp"
#include "store/shard.hpp"
#include "train/run_trial.hpp"

namespace quanvas::sweep {

struct KnownPart {
  train::DatasetPart part;
  std::string checksum;
  std::size_t classes = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t images = 0;
  data::Source source = data::Source::idx_files;
};

struct KnownData {
  std::filesystem::path base;  // what paths in the sweep file are relative to
  std::vector<KnownPart> parts;

  const KnownPart* find(const train::DatasetPart& part) const;

  // Adds what is new. Throws Error, with both checksums, for a part that is known with another one; `folder` is whose
  // results would be mixed.
  void add(const KnownPart& part, const std::filesystem::path& folder);
};

// What is known of a part that was loaded.
KnownPart known_part(const train::DatasetPart& part, const data::Dataset& dataset);

// Of a folder; nothing where none was kept. Throws Error for a file that cannot be read.
KnownData read_known_data(const store::Folder& folder);
void write_known_data(const store::Folder& folder, const KnownData& known);

}  // namespace quanvas::sweep
