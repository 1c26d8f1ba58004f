#include "base/bytes.hpp"

#include "base/error.hpp"

namespace quanvas {

void ByteReader::end() const { require(rest_.empty(), "{} bytes too many", rest_.size()); }

std::string_view ByteReader::take(std::uint64_t count) {
  require(count <= rest_.size(), "the bytes end {} early", count - rest_.size());
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

}  // namespace quanvas
