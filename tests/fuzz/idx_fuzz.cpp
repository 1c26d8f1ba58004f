// libFuzzer's entry for IDX files, plain and gzipped.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "support/idx_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quanvas::test::check_idx(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
