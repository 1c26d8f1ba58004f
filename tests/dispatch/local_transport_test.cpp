#include "dispatch/local_transport.hpp"

#include <gtest/gtest.h>

namespace quanvas::dispatch {
namespace {

TEST(LocalTransport, KeepsTheOrderOfMessages) {
  LocalHub hub(2);
  const auto sender = hub.transport(Rank(1));
  const auto receiver = hub.transport(Rank(0));
  EXPECT_FALSE(receiver->receive(std::chrono::milliseconds(1)));
  for (const char* text : {"a", "b", "c"}) sender->send(Rank(0), text);
  for (const char* text : {"a", "b", "c"}) {
    const auto envelope = receiver->receive(std::chrono::milliseconds(0));
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope->from, Rank(1));
    EXPECT_EQ(envelope->bytes, text);
  }
}

}  // namespace
}  // namespace quanvas::dispatch
