#include "base/process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace quanvas {
namespace {

TEST(Process, IsReadBackFromNamesThatItsOwnBegins) {
  const Process self = Process::self();
  EXPECT_EQ(self.number, ::getpid());
  EXPECT_GT(self.start, 0u);
  EXPECT_EQ(Process::parse(self.text()), self);
  EXPECT_EQ(Process::parse(self.text() + "~more"), self);
  for (const char* other : {"", "host", "host~1", "host~x~1", "host~1~x", "~1~1", "host~-1~1", "host~0~1"})
    EXPECT_FALSE(Process::parse(other)) << other;
}

TEST(Process, LivesUntilItHasEndedEvenIfNobodyWaitedForIt) {
  EXPECT_EQ(lives(Process::self()), true);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  const Process process{.host = host_name(), .number = child};
  siginfo_t info;
  ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  EXPECT_EQ(lives(process), false) << "it waits to be waited for";
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(lives(process), false);
}

TEST(Process, IsNotTheOneThatHasItsNumberNow) {
  Process earlier = Process::self();
  --earlier.start;
  EXPECT_EQ(lives(earlier), false);
  EXPECT_EQ(lives({.host = "elsewhere", .number = ::getpid()}), std::nullopt);
}

}  // namespace
}  // namespace quanvas
