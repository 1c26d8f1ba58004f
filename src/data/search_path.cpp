#include "data/search_path.hpp"

#include <cstdlib>
#include <string_view>

namespace quanvas::data {

namespace fs = std::filesystem;

std::vector<fs::path> search_path() {
  std::vector<fs::path> folders;
  const auto add_from = [&](const char* variable, std::string_view below) {
    const char* const value = std::getenv(variable);
    if (value && *value) folders.push_back(fs::path(value) / below);
    return value && *value;
  };
  add_from("QUANVAS_DATA", "");
  folders.emplace_back("data");
  folders.emplace_back("../shared/data");
  if (!add_from("XDG_CACHE_HOME", "quanvas")) add_from("HOME", ".cache/quanvas");
  folders.emplace_back("/usr/share/datasets");
  return folders;
}

}  // namespace quanvas::data
