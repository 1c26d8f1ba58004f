// libFuzzer's entry for OpenQASM texts.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "support/qasm_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  quanvas::test::check_qasm(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
