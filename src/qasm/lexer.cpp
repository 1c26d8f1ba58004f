#include "qasm/lexer.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace quanvas::qasm {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSymbols = ";,(){}[]+-*/^@=<>:!&|%~.";
constexpr std::array<std::string_view, 23> kLongSymbols{
    "**=", "<<=", ">>=", "->", "**", "==", "!=", "<=", ">=", "&&", "||", "<<",
    ">>",  "++",  "+=",  "-=", "*=", "/=", "&=", "|=", "^=", "%=", "~="};

// Code points that are no part of a name: punctuation, spaces, operators, pictures. Letters of all scripts lie outside.
struct Range {
  char32_t first, last;
};
constexpr std::array kNoLetters{Range{0x80, 0xA9},       Range{0xAB, 0xB4},       Range{0xB6, 0xB9},
                                Range{0xBB, 0xBF},       Range{0xD7, 0xD7},       Range{0xF7, 0xF7},
                                Range{0x2000, 0x2070},   Range{0x2190, 0x2BFF},   Range{0x2E00, 0x2E7F},
                                Range{0x3000, 0x3004},   Range{0x3008, 0x3020},   Range{0xD800, 0xF8FF},
                                Range{0xFE00, 0xFE6F},   Range{0xFEFF, 0xFF0F},   Range{0xFFF0, 0xFFFF},
                                Range{0x1F000, 0x1FBFF}, Range{0xE0000, 0x10FFFF}};

// The length in bytes of the letter outside ASCII that `text` starts with; 0 where it starts with none.
std::size_t foreign_letter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  const std::size_t length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first >= 0xF8) return 0;
  char32_t point = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3FU);
  }
  const bool outside =
      std::ranges::none_of(kNoLetters, [&](const Range& range) { return point >= range.first && point <= range.last; });
  return outside ? length : 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

std::string shown(const Token& token) {
  switch (token.kind) {
    case Token::Kind::end: return "the end of the file";
    case Token::Kind::string: return fmt::format("\"{}\"", token.text);
    default: return fmt::format("`{}`", token.text);
  }
}

}  // namespace

Lexer::Lexer(std::string_view text, std::string_view file) : text_(text), place_{.file = file} {
  if (text.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  next_ = scan();
}

Token Lexer::take() {
  const Token token = next_;
  if (token.kind != Token::Kind::end) next_ = scan();
  return token;
}

bool Lexer::accept(std::string_view word) {
  if (!next_.is(word)) return false;
  take();
  return true;
}

Token Lexer::expect(std::string_view word) {
  require_at(next_.is(word), next_.place, "`{}` is expected here, not {}", word, shown(next_));
  return take();
}

Token Lexer::expect(Token::Kind kind, std::string_view what) {
  require_at(next_.kind == kind, next_.place, "{} is expected here, not {}", what, shown(next_));
  return take();
}

void Lexer::advance(std::size_t bytes) {
  for (std::size_t i = offset_; i < std::min(offset_ + bytes, text_.size()); ++i) {
    const char c = text_[i];
    const bool continues_character = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (c == '\n' || (c == '\r' && at(i + 1) != '\n')) {
      ++place_.line;
      place_.column = 1;
    } else if (!continues_character) {
      ++place_.column;
    }
  }
  offset_ = std::min(offset_ + bytes, text_.size());
}

void Lexer::skip_blank() {
  constexpr std::size_t kNone = std::string_view::npos;
  for (;;) {
    const std::string_view rest = text_.substr(offset_);
    if (const auto blank = std::min(rest.find_first_not_of(" \t\r\n"), rest.size()); blank > 0) {
      advance(blank);
    } else if (rest.starts_with("//")) {
      advance(std::min(rest.find_first_of("\r\n"), rest.size()));
    } else if (rest.starts_with("/*")) {
      const auto close = rest.find("*/", 2);
      require_at(close != kNone, place_, "this comment does not end: `*/` is missing");
      advance(close + 2);
    } else {
      return;
    }
  }
}

// Of a name, "π" among them.
std::size_t Lexer::name_length() const {
  std::size_t end = offset_;
  for (;;) {
    if (is_letter(at(end)) || (end > offset_ && is_digit(at(end)))) ++end;
    else if (const std::size_t length = foreign_letter(text_.substr(std::min(end, text_.size())))) end += length;
    else return end - offset_;
  }
}

std::size_t Lexer::number_length() const {
  std::size_t end = offset_;
  const auto digits = [&] {
    while (is_digit(at(end)) || (at(end) == '_' && end > offset_ && is_digit(at(end - 1)) && is_digit(at(end + 1))))
      ++end;
  };
  const bool other_base = at(end) == '0' && std::string_view("xXbBoO").find(at(end + 1)) < 6;
  if (other_base) {
    end += 2;
    while (is_digit(at(end)) || is_letter(at(end))) ++end;
    return end - offset_;
  }
  digits();
  if (at(end) == '.') ++end, digits();
  if (at(end) == 'e' || at(end) == 'E') {
    ++end;
    if (at(end) == '+' || at(end) == '-') ++end;
    require_at(is_digit(at(end)), place_, "malformed number: digits are missing after `{}`",
               text_.substr(offset_, end - offset_));
    digits();
  }
  for (const std::string_view unit : {"ns", "us", "µs", "ms", "dt", "s", "im"})
    require_at(!text_.substr(std::min(end, text_.size())).starts_with(unit), place_, "{}{}: {} are not supported",
               text_.substr(offset_, end - offset_), unit, unit == "im" ? "complex numbers" : "durations");
  require_at(!is_letter(at(end)) && at(end) != '.', place_, "malformed number: `{}` after `{}`", at(end),
             text_.substr(offset_, end - offset_));
  return end - offset_;
}

Token Lexer::scan() {
  skip_blank();
  Token token{.kind = Token::Kind::symbol, .text = {}, .place = place_};
  const std::string_view rest = text_.substr(offset_);
  const auto finish = [&](Token::Kind kind, std::size_t length) {
    token.kind = kind;
    token.text = rest.substr(0, length);
    advance(length);
    return token;
  };
  if (rest.empty()) return finish(Token::Kind::end, 0);
  const char first = rest[0];
  if (const std::size_t length = name_length()) return finish(Token::Kind::name, length);
  if (first == '$' && is_digit(at(offset_ + 1))) {
    const auto end = rest.find_first_not_of("0123456789", 1);
    return finish(Token::Kind::physical, std::min(end, rest.size()));
  }
  if (is_digit(first) || (first == '.' && is_digit(at(offset_ + 1))))
    return finish(Token::Kind::number, number_length());
  if (first == '"') {
    const auto close = rest.find_first_of("\"\r\n", 1);
    require_at(close != std::string_view::npos && rest[close] == '"', place_,
               "this string does not end: `\"` is missing");
    finish(Token::Kind::string, close + 1);
    token.text = rest.substr(1, close - 1);
    return token;
  }
  for (const std::string_view symbol : kLongSymbols)
    if (rest.starts_with(symbol)) return finish(Token::Kind::symbol, symbol.size());
  require_at(is_ascii(first), place_,
             "a character that is no letter: names are of letters (of any script), digits and _");
  const bool printable = first > ' ' && first < 0x7F;
  require_at(printable, place_, "an unprintable character (code {})", static_cast<int>(first));
  require_at(first != '#', place_, "`#pragma` and other lines of `#` are not supported");
  require_at(kSymbols.find(first) != std::string_view::npos, place_, "an unexpected `{}`", first);
  return finish(Token::Kind::symbol, 1);
}

}  // namespace quanvas::qasm
