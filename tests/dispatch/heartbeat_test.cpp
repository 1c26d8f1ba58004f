#include "dispatch/heartbeat.hpp"

#include <gtest/gtest.h>

#include "dispatch/local_transport.hpp"
#include "dispatch/message.hpp"

namespace quanvas::dispatch {
namespace {

using namespace std::chrono_literals;

TEST(Heartbeat, IsHeardByItsListeners) {
  LocalHub hub(2);
  const auto sender = hub.transport(Rank(0));
  const auto listener = hub.transport(Rank(1));
  const Heartbeat heartbeat(*sender, {Rank(1)}, 1ms);
  const auto envelope = listener->receive(std::chrono::minutes(1));
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->from, Rank(0));
  EXPECT_TRUE(std::holds_alternative<Alive>(from_bytes(envelope->bytes)));
}

// As in a process that was suspended and has just been resumed: nothing can be said of the silence of others yet.
TEST(Heartbeat, IsNotSteadyAfterAPause) {
  LocalHub hub(1);
  const auto transport = hub.transport(Rank(0));
  const Heartbeat heartbeat(*transport, {}, 1h);
  const auto now = Heartbeat::Clock::now();
  EXPECT_GE(heartbeat.steady_for(now + 2h), 1h);
  EXPECT_EQ(heartbeat.steady_for(now + 20h), 0h);
}

}  // namespace
}  // namespace quanvas::dispatch
