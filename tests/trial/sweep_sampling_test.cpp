// The sampled axes of a sweep file.
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/parse_sweep.hpp"
#include "trial/sweep.hpp"

namespace quanvas::trial {
namespace {

using test::parse;
using test::refusal;
using testing::HasSubstr;
using testing::StartsWith;

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
              StartsWith("s.toml:4:1: `seed` appears in [fixed] and in [[grid]]"));
  EXPECT_THAT(refusal("[axes]\nseed = [1]\n[[grid]]\nseed = 2"),
              StartsWith("s.toml:4:1: `seed` appears in [axes] and in [[grid]]"));
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
              StartsWith("s.toml:4:12: `crossed` takes names of axes of [axes]"));
  EXPECT_THAT(refusal(fmt::format(kPads, "crossed = ['learning_rate']")),
              StartsWith("s.toml:7:17: an interval is for an axis of [axes] that is sampled"));
  EXPECT_THAT(refusal(fmt::format(kPads, "crossed = ['pad', 'learning_rate']")),
              StartsWith("s.toml:2:12: there is nothing to sample"));
  EXPECT_THAT(refusal("[sweep]\nsampling = 'grid'\n[axes]\nseed = [1]\n[sample]\naxes = ['seed']\ncount = 1"),
              StartsWith("s.toml:2:12: `sampling` and a section [sample]"));
  EXPECT_THAT(refusal(fmt::format("{}count = 100000000000", kContinuous)),
              StartsWith("s.toml:7:9: [sample] needs count = N, an integer up to"));
}

}  // namespace
}  // namespace quanvas::trial
