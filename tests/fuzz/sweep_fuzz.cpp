// libFuzzer's entry for sweep files.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "support/sweep_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quanvas::test::check_sweep(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
