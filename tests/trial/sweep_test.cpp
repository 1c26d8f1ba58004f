#include "trial/sweep.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::trial {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Knows one model, one wiring too few, and does not read `pad`.
Vocabulary fake_vocabulary() {
  return {.canonical =
              [](const TrialSpec& spec) {
                if (spec.wiring == "bad") throw BadValue("wiring", "there is no wiring `bad`");
                TrialSpec canonical = spec;
                canonical.pad = Pad::top_left;
                return canonical;
              },
          .cost = [](const TrialSpec&) { return 1.0; }};
}

Sweep parse(std::string_view text) { return parse_sweep(text, "s.toml", fake_vocabulary()); }

std::string refusal(std::string_view text) {
  return test::error_of([&] { parse(text); });
}

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
  EXPECT_EQ(sweep.trials.back().classes, 3);
}

TEST(Sweep, GridsKeepATrialOnce) {
  const Sweep sweep = parse("[[grid]]\nseed = {range = [0, 3]}\n[[grid]]\nseed = {range = [2, 5]}\n");
  EXPECT_EQ(sweep.trials.size(), 6u);
  EXPECT_EQ(sweep.duplicates, 2u);
}

constexpr std::string_view kSampled =
    "[axes]\npixel_scale = ['unit', 'pi', 'raw']\ninit = ['uniform_2pi', 'uniform_pi', 'normal_1']\nchannel = ['mean', "
    "'sum']\nseed = [1, 2]\n"
    "[[grid]]\nlayers = [1, 2]\n[sample]\naxes = ['pixel_scale', 'init', 'channel']\n";

std::vector<std::string> conventions(const Sweep& sweep) {
  std::vector<std::string> found;
  for (const TrialSpec& spec : sweep.trials)
    found.push_back(fmt::format("{} {} {}", to_name(spec.pixel_scale), to_name(spec.init), to_name(spec.channel)));
  return found;
}

TEST(Sweep, SamplesDrawCombinationsWithoutReplacement) {
  const Sweep sweep = parse(fmt::format("{}count = 5", kSampled));
  ASSERT_TRUE(sweep.sample);
  EXPECT_EQ(sweep.sample->combinations, 18u);
  EXPECT_EQ(sweep.sample->count, 5u);
  EXPECT_EQ(sweep.axes.size(), 5u);
  ASSERT_EQ(sweep.trials.size(), 5u * 2 * 2);
  const std::vector<std::string> found = conventions(sweep);
  EXPECT_EQ(std::set(found.begin(), found.end()).size(), 5u);
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i], found[i / 4 * 4]);
}

TEST(Sweep, ALargerSampleContainsASmallerOne) {
  const std::vector<std::string> five = conventions(parse(fmt::format("{}count = 5", kSampled)));
  const std::vector<std::string> nine = conventions(parse(fmt::format("{}count = 9", kSampled)));
  EXPECT_TRUE(std::equal(five.begin(), five.end(), nine.begin()));
  EXPECT_NE(five, conventions(parse(fmt::format("{}count = 5\nseed = 1", kSampled))));
  const Sweep all = parse(fmt::format("{}count = 1000", kSampled));
  EXPECT_EQ(all.sample->count, 18u);
  EXPECT_EQ(all.trials.size(), 18u * 4);
}

TEST(Sweep, RefusesGridsAndSamplesThatDoNotFit) {
  EXPECT_THAT(refusal("[fixed]\nseed = 1\n[[grid]]\nseed = 2"),
              StartsWith("s.toml:4:1: `seed` stands in [fixed] and in [[grid]]"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[[grid]]\nseed = 2"),
              StartsWith("s.toml:4:1: `seed` stands in [axes] and in [[grid]]"));
  EXPECT_THAT(refusal("[grid]\nseed = 2"), HasSubstr("write [[grid]]"));
  EXPECT_THAT(refusal("[[grid]]\nwiring = ['none', 'bad']"), StartsWith("s.toml:2:19: there is no wiring"));
  EXPECT_THAT(refusal("[axes]\nwiring = ['bad']\n[sample]\naxes = ['wiring']\ncount = 1"),
              StartsWith("s.toml:2:11: there is no wiring"));
  EXPECT_THAT(refusal("[sample]\n"), HasSubstr("[sample] needs axes"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[sample]\naxes = ['seeds']\ncount = 1"),
              StartsWith("s.toml:4:9: [sample] takes names"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[sample]\naxes = ['seed', 'seed']\ncount = 1"),
              StartsWith("s.toml:4:17: [sample] takes names"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[sample]\naxes = ['seed']"), HasSubstr("[sample] needs count = N"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[sample]\naxes = ['seed']\ncount = 0"),
              StartsWith("s.toml:5:9: [sample] needs count"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[sample]\naxes = ['seed']\ncount = 1\nsize = 2"),
              StartsWith("s.toml:6:1: unknown key `size` in [sample]"));
}

constexpr std::string_view kContinuous =
    "[axes]\nlearning_rate = {interval = [0.0001, 0.1], scale = 'log'}\nbatch_size = [8, 16, 32, 64]\nseed = [1, 2]\n"
    "[sample]\naxes = ['learning_rate', 'batch_size']\n";

std::vector<double> rates(const Sweep& sweep) {
  std::vector<double> found;
  for (const TrialSpec& spec : sweep.trials) found.push_back(spec.learning_rate);
  return found;
}

// A third of the logarithmic scale is a third of the points: 85 of 256, random ones within five standard deviations.
TEST(Sweep, IntervalsAreDrawnFromOnTheirScale) {
  for (const auto& [method, slack] : {std::pair("random", 38.), std::pair("sobol", 2.)}) {
    const Sweep sweep = parse(fmt::format("{}count = 256\nmethod = '{}'", kContinuous, method));
    EXPECT_FALSE(sweep.sample->combinations);
    ASSERT_EQ(sweep.trials.size(), 512u);
    double low = 0;
    double high = 0;
    for (const TrialSpec& spec : sweep.trials) {
      EXPECT_TRUE(0.0001 <= spec.learning_rate && spec.learning_rate <= 0.1);
      low += spec.learning_rate < 0.001 ? 0.5 : 0;
      high += spec.learning_rate > 0.01 ? 0.5 : 0;
    }
    EXPECT_NEAR(low, 256. / 3, slack) << method;
    EXPECT_NEAR(high, 256. / 3, slack) << method;
  }
}

TEST(Sweep, SobolPointsTakeEachValueEquallyOften) {
  const Sweep sweep = parse(fmt::format("{}count = 64\nmethod = 'sobol'", kContinuous));
  std::map<int, int> counts;
  for (const TrialSpec& spec : sweep.trials) ++counts[spec.batch_size];
  EXPECT_THAT(counts, testing::ElementsAre(testing::Pair(8, 32), testing::Pair(16, 32), testing::Pair(32, 32),
                                           testing::Pair(64, 32)));
}

TEST(Sweep, SamplesMayComeFromMoreCombinationsThanCanBeListed) {
  for (const std::string_view method : {"random", "sobol"}) {
    const auto sampled = [&](int count) {
      constexpr std::string_view kLarge = "[axes]\nepochs = {range = [1, 9000]}\nbatch_size = {range = [1, 9000]}";
      return parse(fmt::format("[sweep]\nsampling = '{}'\nsamples = {}\n{}", method, count, kLarge));
    };
    const Sweep eight = sampled(8);
    const Sweep twenty = sampled(20);
    EXPECT_FALSE(eight.sample->combinations);
    ASSERT_EQ(eight.trials.size(), 8u);
    EXPECT_TRUE(std::equal(eight.keys.begin(), eight.keys.end(), twenty.keys.begin()));
  }
}

TEST(Sweep, LargerSamplesOfIntervalsContainSmallerOnes) {
  for (const std::string_view method : {"random", "sobol"}) {
    const auto sampled = [&](int count, int seed) {
      return rates(parse(fmt::format("{}count = {}\nseed = {}\nmethod = '{}'", kContinuous, count, seed, method)));
    };
    const std::vector<double> five = sampled(5, 0);
    const std::vector<double> nine = sampled(9, 0);
    EXPECT_TRUE(std::equal(five.begin(), five.end(), nine.begin()));
    EXPECT_EQ(five, sampled(5, 0));
    EXPECT_NE(five, sampled(5, 1));
  }
}

TEST(Sweep, TheShortFormSamplesEveryAxisButTheSeed) {
  for (const std::string_view method : {"random", "sobol"}) {
    constexpr std::string_view kAxes =
        "[axes]\nlearning_rate = {interval = [0.0001, 0.1]}\nseed = [1, 2, 3]\nbatch_size = [8, 16]\n";
    const Sweep brief = parse(fmt::format("[sweep]\nsampling = '{}'\nsamples = 6\n{}", method, kAxes));
    const Sweep full = parse(
        fmt::format("{}[sample]\nmethod = '{}'\naxes = ['learning_rate', 'batch_size']\ncount = 6\n", kAxes, method));
    EXPECT_EQ(brief.keys, full.keys);
    EXPECT_EQ(brief.axes, (std::vector<std::string>{"learning_rate", "seed", "batch_size"}));
    ASSERT_EQ(brief.trials.size(), 18u);
    for (std::size_t i = 0; i < 18; ++i) {
      EXPECT_EQ(brief.trials[i].learning_rate, brief.trials[i / 3 * 3].learning_rate);
      EXPECT_EQ(brief.trials[i].seed, static_cast<std::int64_t>(i % 3 + 1));
    }
  }
  EXPECT_EQ(parse("[sweep]\nsampling = 'grid'\n[axes]\nseed = [1, 2]").trials.size(), 2u);
}

TEST(Sweep, TheShortFormNamesItsSeedAndWhatIsCrossed) {
  constexpr std::string_view kAxes =
      "[axes]\nlearning_rate = {interval = [0.0001, 0.1]}\nseed = [1, 2, 3]\nbatch_size = [8, 16]\n";
  const auto brief = [&](std::string_view lines) {
    return parse(fmt::format("[sweep]\nsampling = 'sobol'\nsamples = 6\n{}\n{}", lines, kAxes));
  };
  const auto full = [&](std::string_view lines) {
    return parse(fmt::format("{}[sample]\nmethod = 'sobol'\ncount = 6\n{}\n", kAxes, lines));
  };
  EXPECT_EQ(brief("sampling_seed = 4").keys, full("axes = ['learning_rate', 'batch_size']\nseed = 4").keys);
  EXPECT_NE(brief("sampling_seed = 4").keys, brief("").keys);
  EXPECT_EQ(brief("crossed = ['seed']").keys, brief("").keys);
  EXPECT_EQ(brief("crossed = ['batch_size', 'seed']").keys, full("axes = ['learning_rate']").keys);
  EXPECT_EQ(brief("crossed = []").keys, full("axes = ['learning_rate', 'seed', 'batch_size']").keys);
}

TEST(Sweep, EverySampledPointIsRunUnderEverySeed) {
  for (const std::string_view method : {"random", "sobol"}) {
    const Sweep sweep =
        parse(fmt::format("[sweep]\nsampling = '{}'\nsamples = 50\n[axes]\nseed = {{range = [3, 6]}}\nlearning_rate = "
                          "{{interval = [0.001, 0.1]}}\n",
                          method));
    std::map<double, std::set<std::int64_t>> seeds;
    for (const TrialSpec& spec : sweep.trials) seeds[spec.learning_rate].insert(spec.seed);
    EXPECT_EQ(sweep.trials.size(), 200u);
    EXPECT_EQ(seeds.size(), 50u);
    for (const auto& [rate, found] : seeds) EXPECT_THAT(found, testing::ElementsAre(3, 4, 5, 6)) << rate;
  }
}

TEST(Sweep, RefusesSamplingThatDoesNotFit) {
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {interval = [0.1, 1]}"),
              StartsWith("s.toml:2:17: an interval is for an axis of [axes] that is sampled"));
  EXPECT_THAT(refusal("[[grid]]\nlearning_rate = {interval = [0.1, 1]}"),
              StartsWith("s.toml:2:17: an interval is for"));
  EXPECT_THAT(refusal("[[exclude]]\nlearning_rate = {interval = [0.1, 1]}"),
              StartsWith("s.toml:2:17: an interval is for"));
  EXPECT_THAT(refusal("[fixed]\nlearning_rate = {interval = [0.1, 1]}"),
              StartsWith("s.toml:2:17: a TOML table is not a value"));
  EXPECT_THAT(refusal("[axes]\nseed = {interval = [0, 1]}"),
              AllOf(StartsWith("s.toml:2:8: `seed`: an interval is"), HasSubstr("for a real parameter")));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {interval = [1]}"), HasSubstr("an interval is {interval = [low, high]"));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {interval = [0.1, 1], scale = 'cubic'}"),
              HasSubstr("an interval is {interval = [low, high]"));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {interval = [0.1, 1], step = 1}"),
              StartsWith("s.toml:2:17: unknown key `step`; an interval is"));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {interval = [0.1, 100]}"),
              StartsWith("s.toml:2:17: `100` is not a value of `learning_rate`"));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {interval = [1, 0.1]}"), HasSubstr("interval [1, 0.1] is empty"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[sample]\nmethod = 'grid'"),
              StartsWith("s.toml:4:10: [sample] needs method = one of \"random\", \"sobol\""));
  EXPECT_THAT(refusal("[sweep]\nsampling = 'sobols'\n[axes]\npad = ['centre']"),
              StartsWith("s.toml:2:12: [sweep] needs sampling = one of"));
  EXPECT_THAT(refusal("[sweep]\nsampling = 'sobol'\n[axes]\npad = ['centre']"),
              StartsWith("s.toml:1:1: [sweep] needs samples = N"));
  EXPECT_THAT(refusal("[sweep]\nsampling = 'sobol'\nsamples = 2\n[axes]\nseed = [1]"),
              StartsWith("s.toml:2:12: there is nothing to sample"));
  EXPECT_THAT(refusal("[sweep]\nsamples = 2\n[axes]\nseed = [1]"), StartsWith("s.toml:2:11: `samples` is for"));
  EXPECT_THAT(refusal("[sweep]\nsamples = 2\n[axes]\nseed = [1]\n[sample]\naxes = ['seed']\ncount = 1"),
              StartsWith("s.toml:2:11: `samples` is for"));
  EXPECT_THAT(refusal("[sweep]\nsampling_seed = 2"), StartsWith("s.toml:2:17: `sampling_seed` is for"));
  EXPECT_THAT(refusal("[sweep]\ncrossed = ['seed']\n[axes]\nseed = [1]"), StartsWith("s.toml:2:11: `crossed` is for"));
  constexpr std::string_view kPads =
      "[sweep]\nsampling = 'sobol'\nsamples = 2\n{}\n[axes]\npad = ['centre']\nlearning_rate = {{interval = [0.1, 1]}}";
  EXPECT_THAT(refusal(fmt::format(kPads, "sampling_seed = -1")),
              StartsWith("s.toml:4:17: [sweep] needs sampling_seed = N, an integer from 0"));
  EXPECT_THAT(refusal(fmt::format(kPads, "crossed = 'pad'")),
              StartsWith("s.toml:4:11: [sweep] needs crossed = [\"NAME\", ...]"));
  EXPECT_THAT(refusal(fmt::format(kPads, "crossed = ['seed']")),
              StartsWith("s.toml:4:12: `crossed` takes names of axes that stand in [axes]"));
  EXPECT_THAT(refusal(fmt::format(kPads, "crossed = ['learning_rate']")),
              StartsWith("s.toml:7:17: an interval is for an axis of [axes] that is sampled"));
  EXPECT_THAT(refusal(fmt::format(kPads, "crossed = ['pad', 'learning_rate']")),
              StartsWith("s.toml:2:12: there is nothing to sample"));
  EXPECT_THAT(refusal("[sweep]\nsampling = 'grid'\n[axes]\nseed = [1]\n[sample]\naxes = ['seed']\ncount = 1"),
              StartsWith("s.toml:2:12: `sampling` and a section [sample]"));
  EXPECT_THAT(refusal(fmt::format("{}count = 100000000000", kContinuous)),
              StartsWith("s.toml:7:9: [sample] needs count = N, an integer up to"));
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
  EXPECT_THAT(refusal("[axes]\nseed = [1, 1]"), HasSubstr("stands twice"));
  EXPECT_THAT(refusal("[axes]\nseed = {range = [5, 1]}"), HasSubstr("is empty"));
  EXPECT_THAT(refusal("[axes]\nseed = {ranges = [5, 1]}"), HasSubstr("unknown key `ranges`"));
  EXPECT_THAT(refusal("[axes]\nlearning_rate = {range = [1, 2]}"), HasSubstr("for an integer parameter"));
  EXPECT_THAT(refusal("[fixed]\nseed = 1\n[axes]\nseed = [1]"), HasSubstr("stands in [fixed] and in [axes]"));
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
