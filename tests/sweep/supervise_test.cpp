// Starting a sweep again, with shell commands in its stead.
#include "sweep/supervise.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/file.hpp"
#include "support/error_of.hpp"
#include "support/fake_sweep.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;
using testing::HasSubstr;
using testing::SizeIs;

// A sweep whose program is a shell command, with the folder as $0.
struct Supervised {
  FakeSweep sweep;
  std::vector<Restarting> restarts;

  Supervised() {
    catch_stop_signals();
    store::open_folder(sweep.options.folder.root);
  }

  std::vector<std::string> shell(const std::string& command) const {
    return {"/bin/sh", "-c", command, sweep.options.folder.root.string()};
  }

  End supervise(const std::string& first, const std::string& again) {
    const Program program{.first = shell(first), .again = shell(again), .end_of = [](int code) -> std::optional<End> {
                            if (code == 2) return End::refused;
                            if (code == 75) return End::unfinished;
                            if (code == 0) return End::complete;
                            return std::nullopt;
                          }};
    return sweep::supervise(sweep.options, program, [this](const Notice& notice) {
      if (const auto* restarting = std::get_if<Restarting>(&notice)) restarts.push_back(*restarting);
    });
  }
};

// What a sweep leaves behind that has ended in good order.
constexpr const char* kSaysComplete = R"(echo '{"ended": "complete", "workers": []}' > $0/status.json)";

TEST(Supervise, EndsWhereTheSweepSaysSo) {
  Supervised supervised;
  EXPECT_EQ(supervised.supervise(std::string(kSaysComplete) + "; exit 9", "exit 1"), End::complete)
      << "whatever its launcher returns";
  EXPECT_THAT(supervised.restarts, SizeIs(0));
}

TEST(Supervise, EndsWhereTheSweepIsRefusedOrStopped) {
  EXPECT_EQ(Supervised().supervise("exit 2", "exit 1"), End::refused);
  EXPECT_EQ(Supervised().supervise("exit 75", "exit 1"), End::unfinished);
}

TEST(Supervise, StartsAgainAfterACrash) {
  Supervised supervised;
  EXPECT_EQ(supervised.supervise("kill -KILL $$", kSaysComplete), End::complete);
  ASSERT_THAT(supervised.restarts, SizeIs(1));
  EXPECT_EQ(supervised.restarts[0].signal, 9);
}

TEST(Supervise, GivesUpWhereSeveralStartsBringNothing) {
  Supervised supervised;
  EXPECT_THAT(test::error_of([&] { supervised.supervise("exit 7", "exit 8"); }),
              AllOf(HasSubstr("ended with exit code 8"), HasSubstr("the last 3 starts brought nothing new")));
  ASSERT_THAT(supervised.restarts, SizeIs(2));
  EXPECT_EQ(supervised.restarts[0].exit_code, 7);
  EXPECT_EQ(supervised.restarts[0].signal, std::nullopt);
}

TEST(Supervise, CountsStartsInVainAnewWhereOneBringsSomething) {
  Supervised supervised;
  // Each start keeps the state of a trial, which is newer than that of the start before; the fifth ends the sweep.
  const std::string command = "echo >> $0/starts; test $(wc -l < $0/starts) -eq 5 && " + std::string(kSaysComplete) +
                              " && exit 0; touch -d @$((2000000000 + $(wc -l < $0/starts))) $0/checkpoints/a; exit 9";
  EXPECT_EQ(supervised.supervise(command, command), End::complete);
  EXPECT_THAT(supervised.restarts, SizeIs(4));
}

TEST(Supervise, OneOfSeveralInAFolderIsBelievedByItsExitCode) {
  Supervised supervised;
  supervised.sweep.options.share = Share{.number = 1, .count = 2};
  EXPECT_EQ(supervised.supervise("exit 0", "exit 9"), End::complete);
}

TEST(Supervise, NamesALauncherThatCannotBeStarted) {
  Supervised supervised;
  const Program program{.launcher = {"/no/such/mpirun"}, .first = {"true"}, .again = {"true"}, .end_of = [](int) {
                          return std::optional<End>();
                        }};
  EXPECT_THAT(test::error_of([&] { supervise(supervised.sweep.options, program, [](const Notice&) {}); }),
              HasSubstr("--launcher /no/such/mpirun: cannot be started"));
}

}  // namespace
}  // namespace quanvas::sweep
