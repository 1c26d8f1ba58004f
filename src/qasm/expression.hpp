// Expressions: read and evaluated in one, to numbers or formulas.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "qasm/scope.hpp"

namespace quanvas::qasm {

// What an expression is read from and with.
struct Reading {
  Lexer& lexer;
  Scopes& scopes;
  Version version;
  // The value of a call of a subroutine whose name was read; empty where none can be called.
  std::function<Value(const Token& name)> call = {};
  mutable int nesting = 0;  // how deep it is being read
};

// Reads one as far as it goes. Throws Error for what is no expression, for unknown names and for what has no value.
Value read_expression(const Reading& reading);

// A number that is known, such as a size. Throws Error where it depends on an input or a measurement, or is not whole.
std::int64_t read_integer(const Reading& reading, std::string_view what);
// The same, not in [least, most] either.
std::size_t read_integer(const Reading& reading, std::string_view what, std::size_t least, std::size_t most);

// A type after its name was read: "[32]" where there is a width. Nothing for names of no type of numbers.
std::optional<Type> read_type(const Reading& reading, const Token& name);

}  // namespace quanvas::qasm
