// The words of OpenQASM text, each with the place it stands at, read one after another. A copy of a lexer reads on
// from where it was copied, independently: so what is run several times is read several times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/error.hpp"

namespace quanvas::qasm {

enum class Version { qasm2, qasm3 };

struct Place {
  std::string_view file;
  std::uint32_t line = 1;  // both count from 1; columns are characters
  std::uint32_t column = 1;
};

// Throws Error "FILE:LINE:COLUMN: reason".
template <class... Args>
[[noreturn]] void fail_at(const Place& place, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format("{}:{}:{}: {}", place.file, place.line, place.column,
                          fmt::format(format, std::forward<Args>(args)...)));
}

template <class... Args>
void require_at(bool holds, const Place& place, fmt::format_string<Args...> format, Args&&... args) {
  if (!holds) fail_at(place, format, std::forward<Args>(args)...);
}

struct Token {
  enum class Kind { name, number, string, physical, symbol, end };

  Kind kind = Kind::end;
  std::string_view text;  // part of the text read; of a string, what is between the quotes
  Place place;

  bool is(std::string_view word) const { return (kind == Kind::name || kind == Kind::symbol) && text == word; }
};

class Lexer {
 public:
  // `text` and `file` must outlive the lexer and its tokens; a byte-order mark before the text is passed over. All
  // members throw Error for text that is no token: a stray character, a malformed number, an open string or comment.
  Lexer(std::string_view text, std::string_view file);

  const Token& peek() const { return next_; }
  Token take();

  bool accept(std::string_view word);  // takes the next token if it is this name or symbol
  Token expect(std::string_view word);
  Token expect(Token::Kind kind, std::string_view what);  // `what` names it in the message: "a gate's name"

 private:
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  void advance(std::size_t bytes);
  void skip_blank();
  std::size_t name_length() const;
  std::size_t number_length() const;
  Token scan();

  std::string_view text_;
  std::size_t offset_ = 0;
  Place place_;
  Token next_;
};

}  // namespace quanvas::qasm
