// libFuzzer's entry for PNG and JPEG files.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "support/image_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quanvas::test::check_image(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
