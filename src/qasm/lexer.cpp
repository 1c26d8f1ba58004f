#include "qasm/lexer.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace quanvas::qasm {
namespace {

constexpr std::string_view kPi = "π";
constexpr std::string_view kSymbols = ";,(){}[]+-*/^@=<>:!&|%~.";
constexpr std::array<std::string_view, 3> kLongSymbols{"->", "**", "=="};

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

Lexer::Lexer(std::string_view text, std::string_view file) : text_(text), place_{.file = file} { next_ = scan(); }

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
  for (const char c : text_.substr(offset_, bytes)) {
    const bool continues_character = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (c == '\n') {
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
      advance(std::min(rest.find('\n'), rest.size()));
    } else if (rest.starts_with("/*")) {
      const auto close = rest.find("*/", 2);
      require_at(close != kNone, place_, "this comment does not end: `*/` is missing");
      advance(close + 2);
    } else {
      return;
    }
  }
}

std::size_t Lexer::number_length() const {
  std::size_t end = offset_;
  const auto digits = [&] {
    while (is_digit(at(end))) ++end;
  };
  digits();
  if (at(end) == '.') ++end, digits();
  if (at(end) == 'e' || at(end) == 'E') {
    ++end;
    if (at(end) == '+' || at(end) == '-') ++end;
    require_at(is_digit(at(end)), place_, "malformed number: digits are missing after `{}`",
               text_.substr(offset_, end - offset_));
    digits();
  }
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
  if (is_letter(first)) {
    const auto word_end = std::ranges::find_if(rest, [](char c) { return !is_letter(c) && !is_digit(c); });
    return finish(Token::Kind::name, static_cast<std::size_t>(word_end - rest.begin()));
  }
  if (rest.starts_with(kPi)) return finish(Token::Kind::name, kPi.size());
  if (is_digit(first) || (first == '.' && is_digit(at(offset_ + 1))))
    return finish(Token::Kind::number, number_length());
  if (first == '"') {
    const auto close = rest.find_first_of("\"\n", 1);
    require_at(close != std::string_view::npos && rest[close] == '"', place_,
               "this string does not end: `\"` is missing");
    require_at(std::ranges::all_of(rest.substr(0, close), is_ascii), place_,
               "this string has a character outside ASCII");
    finish(Token::Kind::string, close + 1);
    token.text = rest.substr(1, close - 1);
    return token;
  }
  for (const std::string_view symbol : kLongSymbols)
    if (rest.starts_with(symbol)) return finish(Token::Kind::symbol, symbol.size());
  require_at(is_ascii(first), place_, "a character outside ASCII (only π is allowed, and anything in comments)");
  const bool printable = first > ' ' && first < 0x7F;
  require_at(printable, place_, "an unprintable character (code {})", static_cast<int>(first));
  require_at(kSymbols.find(first) != std::string_view::npos, place_, "an unexpected `{}`", first);
  return finish(Token::Kind::symbol, 1);
}

}  // namespace quanvas::qasm
