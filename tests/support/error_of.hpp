// What an action is refused with.
#pragma once

#include <string>

#include "base/error.hpp"

namespace quanvas::test {

// The message of the Error that `action` throws, or "no error".
template <class Action>
std::string error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace quanvas::test
