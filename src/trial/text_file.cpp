#include "trial/text_file.hpp"

#include <fstream>
#include <sstream>

#include "base/error.hpp"

namespace quanvas::trial {

std::string read_text_file(const std::string& path, std::string_view what) {
  const std::string failure = fmt::format("cannot read {}", what);
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_errno(path, failure);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();  // of an empty file, << makes an error
  if (file.bad() || text.fail()) fail_errno(path, failure);
  return text.str();
}

}  // namespace quanvas::trial
