// What must hold for all bytes: they are refused with an Error, or are a message and the very bytes that it is written
// as; and a trial in it is refused or can be written and read again.
#pragma once

#include <stdexcept>
#include <string_view>

#include "base/error.hpp"
#include "dispatch/message.hpp"
#include "trial/key.hpp"

namespace quanvas::test {

inline void check_spec(std::string_view text) {
  trial::TrialSpec spec;
  try {
    spec = trial::parse_spec(text);
  } catch (const Error&) {
    return;
  }
  if (trial::parse_spec(trial::spec_text(spec)) != spec)
    throw std::logic_error("another trial was read than was written");
}

inline void check_message(std::string_view bytes) {
  dispatch::Message message;
  try {
    message = dispatch::from_bytes(bytes);
  } catch (const Error&) {
    return;
  }
  if (dispatch::to_bytes(message) != bytes) throw std::logic_error("another message was written than was read");
  if (const auto* assign = std::get_if<dispatch::Assign>(&message))
    for (const dispatch::Assign::Task& task : assign->tasks) check_spec(task.spec);
}

}  // namespace quanvas::test
