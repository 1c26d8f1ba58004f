#include "store/checkpoint.hpp"

#include "base/error.hpp"
#include "store/file.hpp"

namespace quanvas::store {
namespace {

constexpr std::string_view kKind = "checkpoint";

}  // namespace

void write_checkpoint(const Folder& folder, const trial::Key& key, std::string_view state) {
  const auto bytes = std::as_bytes(std::span(state));
  write_whole(folder.checkpoint(key), seal({bytes.begin(), bytes.end()}, kKind));
}

std::string read_checkpoint(const Folder& folder, const trial::Key& key) {
  const std::filesystem::path path = folder.checkpoint(key);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  try {
    const std::vector<std::byte> bytes = read_whole(path);
    const auto state = unseal(bytes, kKind, path.string());
    return {reinterpret_cast<const char*>(state.data()), state.size()};
  } catch (const Error&) {
    return {};
  }
}

void remove_checkpoint(const Folder& folder, const trial::Key& key) {
  std::error_code ignored;
  std::filesystem::remove(folder.checkpoint(key), ignored);
}

}  // namespace quanvas::store
