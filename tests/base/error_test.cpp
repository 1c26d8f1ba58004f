#include "base/error.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas {
namespace {

TEST(Error, ContextIsReadOutermostFirst) {
  const std::string message = test::error_of([] {
    with_context("sweep.toml:3", [] { with_context("axis `seed`", [] { fail("{} is not a number", "x"); }); });
  });
  EXPECT_EQ(message, "sweep.toml:3: axis `seed`: x is not a number");
}

TEST(Error, ContextKeepsTheValueAndTheType) {
  EXPECT_EQ(with_context("never seen", [] { return 42; }), 42);
  struct Special : Error {
    using Error::Error;
  };
  EXPECT_THROW(with_context("context", [] { throw Special("reason"); }), Special);
}

TEST(Error, RequirePassesWhereItHolds) {
  EXPECT_EQ(test::error_of([] { require(true, "never"); }), "no error");
  EXPECT_EQ(test::error_of([] { require(false, "{} of {}", 1, 2); }), "1 of 2");
}

TEST(Error, OfTheSystemSaysWhatToTry) {
  const auto message = test::error_of([] {
    errno = ENOSPC;
    fail_errno("/data/x.h5", "cannot write");
  });
  EXPECT_THAT(message, testing::StartsWith("/data/x.h5: cannot write: No space left on device (errno 28)"));
  EXPECT_THAT(message, testing::HasSubstr("free some space"));
}

}  // namespace
}  // namespace quanvas
