#include "trial/sweep.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/parse_sweep.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::trial {
namespace {

using test::fake_vocabulary;
using test::parse;
using test::refusal;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Sweep, ExpandsInTheOrderOfTheFileLastAxisFastest) {
  const Sweep sweep = parse(
      "[sweep]\nname = 'n'\ndescription = 'd'\n[fixed]\nepochs = 3\n[axes]\nwiring = ['none', 'X+O1']\nseed = {range = "
      "[3, 5]}\n");
  EXPECT_EQ(sweep.name, "n");
  EXPECT_EQ(sweep.description, "d");
  EXPECT_EQ(sweep.axes, (std::vector<std::string>{"wiring", "seed"}));
  ASSERT_EQ(sweep.trials.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(sweep.trials[i].wiring, i < 3 ? "none" : "X+O1");
    EXPECT_EQ(sweep.trials[i].seed, static_cast<std::int64_t>(3 + i % 3));
    EXPECT_EQ(sweep.trials[i].epochs, 3);
    EXPECT_EQ(sweep.keys[i], content_key(sweep.trials[i]));
  }
}

// The seed is set last wherever the file has it; the trials are those, and in the order, of plain nested loops.
TEST(Sweep, TheOrderIsTheFilesWhereverTheSeedIs) {
  const std::vector<std::string> axes{"epochs = [3, 4]", "wiring = ['none', 'X+O1', 'X+O2']", "seed = [7, 5, 6]"};
  std::vector<std::size_t> order{0, 1, 2};
  do {
    std::string text = "[axes]\n";
    for (const std::size_t axis : order) text += axes[axis] + "\n";
    const Sweep sweep = parse(text + "[[exclude]]\nseed = 5\nepochs = 4\n");

    std::vector<TrialSpec> expected;
    std::array<std::size_t, 3> at{};
    const std::array<std::size_t, 3> sizes{2, 3, 3};
    std::size_t excluded = 0;
    for (std::size_t point = 0; point < 18; ++point) {
      std::size_t rest = point;
      for (const std::size_t axis : order | std::views::reverse) {
        at[axis] = rest % sizes[axis];
        rest /= sizes[axis];
      }
      const TrialSpec spec{.wiring = std::vector{"none", "X+O1", "X+O2"}[at[1]],
                           .epochs = at[0] == 0 ? 3 : 4,
                           .seed = std::vector{7, 5, 6}[at[2]]};
      if (spec.seed == 5 && spec.epochs == 4) ++excluded;
      else expected.push_back(spec);
    }
    EXPECT_TRUE(std::ranges::equal(sweep.trials, expected)) << text;
    EXPECT_EQ(sweep.excluded, excluded);
    EXPECT_EQ(sweep.trials.configurations().size(), 6u);
    for (std::size_t i = 0; i < sweep.trials.size(); ++i) {
      EXPECT_EQ(sweep.keys[i], content_key(sweep.trials[i]));
      TrialSpec configuration = sweep.trials.configurations()[sweep.trials.configuration_of(i)];
      configuration.seed = sweep.trials[i].seed;
      EXPECT_EQ(configuration, sweep.trials[i]);
    }
  } while (std::ranges::next_permutation(order).found);
}

TEST(Sweep, WithoutAxesIsOneTrial) { EXPECT_EQ(parse("").trials.size(), 1u); }

TEST(Sweep, RangesTakeSteps) {
  const Sweep sweep = parse("[axes]\nseed = {range = [0, 9], step = 4}");
  ASSERT_EQ(sweep.trials.size(), 3u);
  EXPECT_EQ(sweep.trials[2].seed, 8);
}

// Ends and steps at the edge of 64 bits; a checked build would stop at an overflow.
TEST(Sweep, RangesDoNotOverflow) {
  EXPECT_EQ(parse("[axes]\nseed = {range = [1, 2], step = 9223372036854775807}").trials.size(), 1u);
  EXPECT_THAT(refusal("[axes]\nseed = {range = [-9223372036854775808, 9223372036854775807]}"), HasSubstr("more than"));
  EXPECT_THAT(
      refusal("[axes]\nseed = {range = [-9223372036854775808, 9223372036854775807], step = 9223372036854775807}"),
      HasSubstr("`-9223372036854775808` is not a value of `seed`"));
}

TEST(Sweep, ListsAreValuesOfListAxes) {
  const Sweep sweep = parse("[axes]\ndepths = [[4, 1], 2, '1,1']\nlearning_rate = [1, 0.5]");
  ASSERT_EQ(sweep.trials.size(), 6u);
  EXPECT_EQ(sweep.trials[0].depths, (std::vector{4, 1}));
  EXPECT_EQ(sweep.trials[2].depths, (std::vector{2}));
  EXPECT_EQ(sweep.trials[5].learning_rate, 0.5);
}

TEST(Sweep, LeavesOutExclusions) {
  const Sweep sweep = parse(
      "[axes]\nwiring = ['none', 'X+O1']\nhead = ['classical', 'quantum']\nseed = [1, 2]\n"
      "[[exclude]]\nwiring = 'none'\nhead = 'quantum'\n[[exclude]]\nseed = [2]\nhead = 'quantum'\n");
  EXPECT_EQ(sweep.combinations, 8u);
  EXPECT_EQ(sweep.excluded, 3u);
  EXPECT_EQ(sweep.trials.size(), 5u);
}

TEST(Sweep, GridsAreAUnionAndShareTheAxes) {
  const Sweep sweep = parse(
      "[fixed]\nepochs = 3\n[axes]\nseed = [1, 2]\n"
      "[[grid]]\nlayers = 1\ndepths = [2]\n[[grid]]\nlayers = 2\nwiring = ['none', 'X+O1']\ndepths = [[4, 1], [2, 2]]\n"
      "[[grid]]\nlayers = 2\n depths = ['4,1']\nclasses = {range = [2, 3]}\n");
  EXPECT_EQ(sweep.axes, (std::vector<std::string>{"layers", "depths", "wiring", "classes", "seed"}));
  ASSERT_EQ(sweep.trials.size(), 2u + 2 * 2 * 2 + 2 * 2);
  EXPECT_EQ(sweep.combinations, sweep.trials.size());
  EXPECT_EQ(sweep.trials[1].layers, 1);
  EXPECT_EQ(sweep.trials[1].depths, std::vector{2});
  EXPECT_EQ(sweep.trials[1].seed, 2);
  EXPECT_EQ(sweep.trials[1].epochs, 3);
  EXPECT_EQ(sweep.trials[2].depths, (std::vector{4, 1}));
  EXPECT_EQ(sweep.trials[4].depths, (std::vector{2, 2}));
  EXPECT_EQ(sweep.trials[6].wiring, "X+O1");
  EXPECT_EQ(sweep.trials[sweep.trials.size() - 1].classes, 3);
}

TEST(Sweep, GridsKeepATrialOnce) {
  const Sweep sweep = parse("[[grid]]\nseed = {range = [0, 3]}\n[[grid]]\nseed = {range = [2, 5]}\n");
  EXPECT_EQ(sweep.trials.size(), 6u);
  EXPECT_EQ(sweep.duplicates, 2u);
}

TEST(Sweep, StopsEarlyWhereTheFileSaysSo) {
  EXPECT_FALSE(parse("").early_stopping);
  const Sweep sweep = parse("[early_stopping]\nmethod = 'asha'\nrungs = [3, 9]\n");
  ASSERT_TRUE(sweep.early_stopping);
  EXPECT_EQ(sweep.early_stopping->rungs, (std::vector<std::uint32_t>{3, 9}));
  EXPECT_EQ(sweep.early_stopping->factor, 3u);
  EXPECT_FALSE(sweep.early_stopping->deterministic);
  const Sweep other = parse("[early_stopping]\nmethod = 'asha'\nrungs = [1]\nfactor = 2\ndeterministic = true\n");
  EXPECT_EQ(other.early_stopping->factor, 2u);
  EXPECT_TRUE(other.early_stopping->deterministic);
  EXPECT_EQ(other.keys, sweep.keys);
}

TEST(Sweep, RefusesEarlyStoppingThatDoesNotFit) {
  const auto refused = [](std::string_view lines) {
    return refusal(fmt::format("[early_stopping]\nmethod = 'asha'\n{}", lines));
  };
  EXPECT_THAT(refusal("[early_stopping]\nrungs = [3]"),
              StartsWith("s.toml:1:1: [early_stopping] needs method = \"asha\""));
  EXPECT_THAT(refusal("[early_stopping]\nmethod = 'hyperband'\nrungs = [3]"),
              StartsWith("s.toml:2:10: [early_stopping] needs method"));
  EXPECT_THAT(refused(""), StartsWith("s.toml:1:1: [early_stopping] needs rungs"));
  EXPECT_THAT(refused("rungs = 3"), StartsWith("s.toml:3:9: [early_stopping] needs rungs"));
  EXPECT_THAT(refused("rungs = []"), StartsWith("s.toml:3:9: [early_stopping] needs rungs"));
  EXPECT_THAT(refused("rungs = [0]"), StartsWith("s.toml:3:10: rungs are epochs, an integer between 1 and"));
  EXPECT_THAT(refused("rungs = [3, 3]"), StartsWith("s.toml:3:13: rungs are epochs"));
  EXPECT_THAT(refused("rungs = [3, 4294967299]"), StartsWith("s.toml:3:13: rungs are epochs"));
  EXPECT_THAT(refused("rungs = [3.0]"), StartsWith("s.toml:3:10: rungs are epochs"));
  EXPECT_THAT(refused("rungs = [3]\nfactor = 1"),
              StartsWith("s.toml:4:10: [early_stopping] needs factor = N, an integer from 2"));
  EXPECT_THAT(refused("rungs = [1]\nfactor = 2.5"),
              StartsWith("s.toml:4:10: [early_stopping] needs factor = N, an integer from 2"));
  EXPECT_THAT(refused("rungs = [3]\ndeterministic = 1"),
              StartsWith("s.toml:4:17: [early_stopping] needs deterministic = true or false"));
  EXPECT_THAT(refused("rungs = [3]\nrung = 1"), StartsWith("s.toml:4:1: unknown key `rung` in [early_stopping]"));
}

TEST(Sweep, KeepsATrialOnce) {
  const Sweep sweep = parse("[axes]\npad = ['top_left', 'centre']\nseed = [1, 2]");
  EXPECT_EQ(sweep.trials.size(), 2u);
  EXPECT_EQ(sweep.duplicates, 2u);
}

TEST(Sweep, RefusalsNameFileLineAndColumn) {
  EXPECT_THAT(refusal("[fixed]\nepoch = 3"),
              StartsWith("s.toml:2:1: unknown parameter `epoch`; did you mean `epochs`?"));
  EXPECT_THAT(refusal("[axes]\nseeds = [1]"), StartsWith("s.toml:2:1: "));
  EXPECT_THAT(refusal("[axis]\nseed = [1]"), HasSubstr("unknown section `axis`"));
  EXPECT_THAT(refusal("[sweep]\nnames = 'x'"), StartsWith("s.toml:2:1: unknown key `names`"));
  EXPECT_THAT(refusal("[fixed]\nepochs = '3'"), StartsWith("s.toml:2:10: a TOML string is not a value of `epochs`"));
  EXPECT_THAT(refusal("[fixed]\nepochs = 0"),
              StartsWith("s.toml:2:10: `0` is not a value of `epochs`, which takes an integer between 1 and"));
  EXPECT_THAT(refusal("[axes]\npixel_scale = ['unit', 'pie']"),
              AllOf(StartsWith("s.toml:2:24: "), HasSubstr("`unit`, `pi`, `two_pi`")));
  EXPECT_THAT(refusal("[axes]\nseed = []"), StartsWith("s.toml:2:8: "));
  EXPECT_THAT(refusal("[axes]\nseed = 3"), HasSubstr("an array such as"));
  EXPECT_THAT(refusal("[axes]\nseed = [1, 1]"), HasSubstr("appears twice"));
  EXPECT_THAT(refusal("[axes]\nseed = {range = [5, 1]}"), HasSubstr("is empty"));
  EXPECT_THAT(refusal("[axes]\nseed = {range = [1, 5], step = 0}"), HasSubstr("with step 0 is empty"));
  EXPECT_THAT(refusal("[axes]\nseed = {ranges = [5, 1]}"), HasSubstr("unknown key `ranges`"));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {range = [1, 2]}"), HasSubstr("for an integer parameter"));
  EXPECT_THAT(refusal("[fixed]\nseed = 1\n[axes]\nseed = [1]"), HasSubstr("appears in [fixed] and in [axes]"));
  EXPECT_THAT(refusal("[[exclude]]\n"), HasSubstr("an empty [[exclude]]"));
  EXPECT_THAT(refusal("[[exclude]]\nseed = 0"), HasSubstr("no trial is left"));
  EXPECT_THAT(refusal("[axes\nseed = [1]"), StartsWith("s.toml:1:"));
  EXPECT_THAT(refusal("[axes]\nseed = {range = [0, 9000000000]}"), HasSubstr("more than"));
}

TEST(Sweep, ValuesThatTheTablesRefuseAreFoundInTheFile) {
  EXPECT_EQ(refusal("[axes]\nseed = [1]\nwiring = ['none',\n  'bad']"), "s.toml:4:3: there is no wiring `bad`");
  EXPECT_EQ(refusal("[fixed]\nwiring = 'bad'"), "s.toml:2:10: there is no wiring `bad`");
}

TEST(Sweep, ADefaultThatTheTablesRefuseNamesTheFile) {
  const Vocabulary refusing{
      .canonical = [](const TrialSpec&) -> TrialSpec { throw BadValue("model", "no models here"); }, .cost = {}};
  EXPECT_EQ(test::error_of([&] { parse_sweep("", "s.toml", refusing); }), "s.toml: no models here");
}

TEST(Sweep, AKeyOfTensOfThousandsOfPartsIsRefused) {
  std::string key = "a";
  for (int i = 0; i < 50'000; ++i) key += ".a";
  EXPECT_THAT(refusal("[sweep]\n" + key + " = 1\n"), HasSubstr("s.toml:2: more than 10000 dots in a line"));
}

TEST(Sweep, IsReadFromAFile) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("s.toml", "[axes]\nseed = [1, 2]\n");
  EXPECT_EQ(read_sweep(path.string(), fake_vocabulary()).trials.size(), 2u);
  EXPECT_EQ(read_sweep(folder.write("empty.toml", "").string(), fake_vocabulary()).trials.size(), 1u);
  EXPECT_THAT(test::error_of([&] { read_sweep((folder.path() / "none.toml").string(), fake_vocabulary()); }),
              HasSubstr("No such file"));
}

}  // namespace
}  // namespace quanvas::trial
