#include "sweep/threads.hpp"

#include <cstdlib>

#include <sched.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace quanvas::sweep {
namespace {

// Sets OMP_NUM_THREADS, or unsets it for null, until the end of the scope.
class OmpNumThreads {
 public:
  explicit OmpNumThreads(const char* value) {
    if (const char* before = std::getenv(kName)) before_ = before;
    set(value);
  }
  OmpNumThreads(const OmpNumThreads&) = delete;
  OmpNumThreads& operator=(const OmpNumThreads&) = delete;
  ~OmpNumThreads() { set(before_ ? before_->c_str() : nullptr); }

 private:
  static constexpr const char* kName = "OMP_NUM_THREADS";
  static void set(const char* value) {
    if (value) ::setenv(kName, value, 1);
    else ::unsetenv(kName);
  }
  std::optional<std::string> before_;
};

TEST(Threads, AreASensibleNumber) {
  EXPECT_EQ(parse_threads("3"), 3u);
  EXPECT_EQ(parse_threads("1024"), 1024u);
  for (const char* bad : {"", "0", "-1", "1025", "4294967295", "2.5", "many"})
    EXPECT_EQ(parse_threads(bad), std::nullopt) << bad;
}

TEST(Threads, AreTheOnesAskedForElseAShareOfTheCores) {
  const CoreShare share{.cores = 8, .workers = 3};
  {
    const OmpNumThreads unset(nullptr);
    EXPECT_EQ(choose_threads(5, share), 5u);
    EXPECT_EQ(choose_threads({}, share), 2u);
    EXPECT_EQ(choose_threads({}, {.cores = 2, .workers = 7}), 1u);
    EXPECT_EQ(choose_threads({}, {.cores = 2, .workers = 0}), 2u);  // the coordinator, alone on its host
  }
  const OmpNumThreads list("6,2");
  EXPECT_EQ(choose_threads(5, share), 5u);
  EXPECT_EQ(choose_threads({}, share), 6u);
  const OmpNumThreads nonsense("99999999");
  EXPECT_EQ(choose_threads({}, share), 2u);
}

TEST(Threads, CrowdWhereThereAreMoreThanCores) {
  EXPECT_FALSE(is_crowded(2, {.cores = 4, .workers = 2}));
  EXPECT_FALSE(is_crowded(4, {.cores = 4, .workers = 1}));
  EXPECT_TRUE(is_crowded(1, {.cores = 2, .workers = 3}));
  EXPECT_TRUE(is_crowded(4, {.cores = 1, .workers = 1}));
}

TEST(Threads, WhoIsBoundHasItsCoresToItself) {
  cpu_set_t before, launcher, one;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  ASSERT_EQ(sched_getaffinity(::getppid(), sizeof launcher, &launcher), 0);
  int core = 0;
  while (!CPU_ISSET(core, &before)) ++core;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const CoreShare bound = core_share(3);
  ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(bound.cores, 1u);
  EXPECT_EQ(bound.workers, CPU_COUNT(&launcher) > 1 ? 1u : 3u);
}

}  // namespace
}  // namespace quanvas::sweep
