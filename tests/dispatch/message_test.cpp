#include "dispatch/message.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace quanvas::dispatch {
namespace {

const Message kMessages[] = {
    Ready{.process = {.host = "node7", .number = 4711, .start = 99}},
    Assign{},
    Assign{{{TrialId(0), "a=b\n", 1, 0}, {TrialId(4000000000u), std::string("with\0zero", 9), 3, 9}}},
    Reports{},
    Reports{{{.id = TrialId(7), .status = trial::Status::completed, .message = "", .seconds = 0.1, .score = 0.5},
             {.id = TrialId(8), .status = trial::Status::failed, .message = "why"}}},
    Alive{},
    Trouble{.message = "disk is full"},
    Leave{},
    Bye{},
    Stop{},
};

TEST(Message, RoundTrips) {
  for (const Message& message : kMessages) EXPECT_EQ(from_bytes(to_bytes(message)), message);
}

TEST(Message, TruncatedOrLengthenedIsRefused) {
  for (const Message& message : kMessages) {
    const std::string bytes = to_bytes(message);
    for (std::size_t length = 0; length < bytes.size(); ++length)
      EXPECT_THROW(from_bytes(bytes.substr(0, length)), Error) << length;
    EXPECT_THROW(from_bytes(bytes + "x"), Error);
  }
  EXPECT_THROW(from_bytes("\x7f"), Error);
}

TEST(Message, AStatusThatThereIsNotIsRefused) {
  const auto bytes_of = [](trial::Status status) {
    return to_bytes(Reports{{{.id = TrialId(7), .status = status, .message = "", .seconds = 1, .score = 0}}});
  };
  EXPECT_NO_THROW(from_bytes(bytes_of(trial::Status::stopped)));
  EXPECT_THROW(from_bytes(bytes_of(static_cast<trial::Status>(9))), Error);
}

}  // namespace
}  // namespace quanvas::dispatch
