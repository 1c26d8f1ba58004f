#include "batch/site.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::batch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Site, IsReadAndHasDefaults) {
  const Site site =
      parse_site("[site]\npartition = 'cpu'\nmodules = ['a', 'b']\nrequeue = false\nnotice = 300\n", "site.toml");
  EXPECT_EQ(site.partition, "cpu");
  EXPECT_THAT(site.modules, ElementsAre("a", "b"));
  EXPECT_FALSE(site.requeue);
  EXPECT_EQ(site.notice, 300);
  EXPECT_EQ(site.launcher, Site{}.launcher);
  EXPECT_EQ(parse_site("", "site.toml").python, "python3");
}

TEST(Site, WhatIsWrongIsNamedWithItsPlace) {
  const auto error = [](const char* text) { return test::error_of([&] { parse_site(text, "site.toml"); }); };
  EXPECT_THAT(error("[site]\npartitoin = 'x'"), HasSubstr("site.toml:2:1: unknown key `partitoin`"));
  EXPECT_THAT(error("[cluster]\n"), HasSubstr("unknown section `cluster`"));
  EXPECT_THAT(error("[site]\nmodules = 'a'"), HasSubstr("a list of texts"));
  EXPECT_THAT(error("[site]\noptions = ['mail']"), HasSubstr("no option of sbatch"));
  EXPECT_THAT(
      error("[site]\noptions = ['--array=1-3']"),
      HasSubstr(
          "site.toml:2:11: [site] options: `--array=1-3` is set by the script itself; use `quanvas submit --array N`"));
  EXPECT_THAT(error("[site]\nrequeue = 1"), HasSubstr("true or false"));
  EXPECT_THAT(error("[site]\nlauncher = ''"), HasSubstr("launcher"));
  EXPECT_THAT(error("[site"), HasSubstr("site.toml:1:"));
}

TEST(SbatchOptions, ThatTheScriptSetsItselfAreRefused) {
  const auto error = [](const char* text) { return test::error_of([&] { check_sbatch_option(text, "--sbatch"); }); };
  for (const char* own : {"--nodes=2", "--nodes 2", "-N2", "-N 2", "-t5", "--time=5", "--output=x", "--signal=B:TERM@9",
                          "--no-requeue", "--arr=1-4", "--tim 5"})
    EXPECT_THAT(error(own), HasSubstr("is set by the script itself; use ")) << own;
  for (const char* none : {"", "-", "--", "mem=4G", "--mem=4G\n--nodes=3"})
    EXPECT_THAT(error(none), HasSubstr("is no option of sbatch")) << none;
  for (const char* fine :
       {"--mem=4G", "--gres=gpu:1", "-w n1", "--nodelist=n1", "--time-min=5", "--exclusive", "--comment=\"a b\""})
    EXPECT_EQ(error(fine), "no error") << fine;
}

TEST(Site, IsFoundWhereTheUserKeepsIt) {
  const test::TemporaryFolder temporary;
  ::unsetenv("QUANVAS_SITE");
  ::setenv("XDG_CONFIG_HOME", temporary.path().c_str(), 1);
  EXPECT_FALSE(find_site());
  EXPECT_EQ(read_site().partition, "");
  std::filesystem::create_directories(temporary.path() / "quanvas");
  std::ofstream(temporary.path() / "quanvas" / "site.toml") << "[site]\npartition = 'kept'\n";
  EXPECT_EQ(read_site().partition, "kept");
  const auto named = temporary.write("named.toml", "[site]\npartition = 'named'\n");
  ::setenv("QUANVAS_SITE", named.c_str(), 1);
  EXPECT_EQ(read_site().partition, "named");
  ::setenv("QUANVAS_SITE", "/nowhere/site.toml", 1);
  EXPECT_THAT(test::error_of([] { read_site(); }), HasSubstr("/nowhere/site.toml"));
}

TEST(Site, TheExampleHoldsTheDefaults) {
  std::ifstream file("slurm/site.example.toml");
  std::ostringstream text;
  text << file.rdbuf();
  const Site site = parse_site(text.str(), "site.example.toml");
  EXPECT_EQ(site.launcher, Site{}.launcher);
  EXPECT_EQ(site.requeue, Site{}.requeue);
  EXPECT_EQ(site.time, Site{}.time);
  EXPECT_EQ(site.notice, Site{}.notice);
  EXPECT_EQ(site.python, Site{}.python);
}

}  // namespace
}  // namespace quanvas::batch
