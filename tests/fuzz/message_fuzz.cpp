// libFuzzer's entry for messages.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "support/message_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quanvas::test::check_message(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
