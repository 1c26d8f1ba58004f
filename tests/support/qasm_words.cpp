#include "support/qasm_words.hpp"

#include <algorithm>

namespace quanvas::test {

Words words_of(std::string_view text) {
  const auto inner = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); };
  Words words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    if (std::isspace(static_cast<unsigned char>(text[i]))) {
      ++i;
      continue;
    }
    if (text.substr(i).starts_with("//")) {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (text[i] == '"') {
      i = text.find('"', i + 1) + 1;
    } else if (std::isdigit(static_cast<unsigned char>(text[i])) || text[i] == '.') {
      while (i < text.size() && (inner(text[i]) || text[i] == '.' ||
                                 ((text[i] == '-' || text[i] == '+') && (text[i - 1] == 'e' || text[i - 1] == 'E'))))
        ++i;
    } else if (inner(text[i])) {
      while (i < text.size() && inner(text[i])) ++i;
    } else {
      i += text.substr(i).starts_with("->") || text.substr(i).starts_with("**") ? 2 : 1;
    }
    words.emplace_back(text.substr(start, i - start));
  }
  return words;
}

}  // namespace quanvas::test
