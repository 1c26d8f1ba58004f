#include "qasm/literals.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/text.hpp"

namespace quanvas::qasm {

Value number_of(const Token& token, Version version) {
  std::string text(token.text);
  std::erase(text, '_');
  const auto whole = [&](std::string_view digits, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    require_at(error == std::errc() && end == digits.data() + digits.size() && !digits.empty(), token.place,
               "`{}` is no number of up to 64 bits", token.text);
    return Value::integer(static_cast<std::int64_t>(value));
  };
  if (text.size() > 1 && text[0] == '0' && !(text[1] >= '0' && text[1] <= '9') && text[1] != '.' && text[1] != 'e' &&
      text[1] != 'E')
    return whole(std::string_view(text).substr(2), text[1] == 'x' || text[1] == 'X'   ? 16
                                                   : text[1] == 'o' || text[1] == 'O' ? 8
                                                                                      : 2);
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && version == Version::qasm3 && text.size() < 19) return whole(text, 10);
  const auto number = parse_real(text);
  require_at(number.has_value(), token.place, "the number {} is too large or too small", token.text);
  return Value::real(*number);
}

Value bits_of(const Token& token) {
  std::uint64_t value = 0;
  std::size_t count = 0;
  for (const char c : token.text) {
    if (c == '_') continue;
    require_at(c == '0' || c == '1', token.place, "\"{}\" is no string of bits", token.text);
    value = value << 1 | static_cast<std::uint64_t>(c == '1');
    ++count;
  }
  require_at(count >= 1 && count <= 64, token.place, "a string of {} bits: from 1 to 64 are supported", count);
  return {.type = {.kind = Type::Kind::bits, .width = count, .is_signed = false},
          .formula = Formula::integer(static_cast<std::int64_t>(value))};
}

}  // namespace quanvas::qasm
