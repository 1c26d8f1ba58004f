// What must hold for all bytes in a file, plain or gzipped: they are refused with an Error that names the file, or they
// are as many images or labels as the header says.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "data/idx.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::test {

inline void check_idx(std::string_view bytes) {
  static const TemporaryFolder folder;
  const std::filesystem::path path = folder.write("idx", bytes);
  const auto read = [&](auto&& reader) {
    try {
      if (!reader()) throw std::logic_error("the values do not fit the header");
    } catch (const Error& error) {
      if (!std::string_view(error.what()).starts_with(path.native()))
        throw std::logic_error(std::string("an error without a file: ") + error.what());
    }
  };
  read([&] {
    const data::IdxImages images = data::read_idx_images(path);
    return images.pixels.size() == images.count * images.height * images.width;
  });
  read([&] {
    const data::LabelsWanted wanted{.count = 3, .classes = 10};
    const data::IdxLabels labels = data::read_idx_labels(path, wanted);
    return labels.labels.size() == wanted.count && std::ranges::max(labels.labels) < wanted.classes;
  });
}

}  // namespace quanvas::test
