#include "trial/question.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "trial/sweep.hpp"

namespace quanvas::trial {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kAxes =
    "[fixed]\nepochs = 3\n[axes]\npad = ['top_left', 'centre']\ndepths = [[4, 1], [1, 1]]\nseed = {range = [0, 9]}\n";

Sweep parse(std::string_view text) {
  const Vocabulary plain{.canonical = [](const TrialSpec& spec) { return spec; },
                         .cost = [](const TrialSpec&) { return 1.0; }};
  return parse_sweep(text, "s.toml", plain);
}

std::string refusal(std::string_view question) {
  return test::error_of([&] { parse(fmt::format("{}[[question]]\n{}", kAxes, question)); });
}

TEST(Question, IsKeptWithTheTextAndChangesNoTrial) {
  const std::string text = fmt::format(
      "{}[[question]]\nask = 'Is deeper better?'\ncompare = 'depths'\nbaseline = [1, 1]\nlevels = [[4, 1]]\n"
      "given = {{pad = 'centre', epochs = 3}}\nmetric = 'validation_loss'\ndirection = 'lower'\nclaimed = 0.5\n"
      "[[question]]\ncompare = 'pad'\nbaseline = 'top_left'\nmargin = 2\n",
      kAxes);
  const Sweep sweep = parse(text);
  EXPECT_EQ(sweep.text, text);
  EXPECT_EQ(sweep.keys, parse(kAxes).keys);
}

TEST(Question, IsAboutWhatTheSweepHas) {
  EXPECT_THAT(refusal("compare = 'wiring'\nbaseline = 'none'\nmargin = 1"),
              StartsWith("s.toml:8:11: `wiring` is not an axis of this sweep"));
  EXPECT_THAT(refusal("compare = 'epochs'\nbaseline = 3\nmargin = 1"), HasSubstr("with two values or more"));
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [2, 1]\nmargin = 1"),
              StartsWith("s.toml:9:12: no trial of this sweep has `depths` = 2,1"));
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [4, 1]\nlevels = [[9, 1]]\nmargin = 1"),
              StartsWith("s.toml:10:11: no trial"));
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [4, 1]\ngiven = {epochs = 4}\nmargin = 1"),
              StartsWith("s.toml:10:19: no trial of this sweep has `epochs` = 4"));
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [4, 1]\ngiven = {wiring = 'X+O1'}\nmargin = 1"),
              HasSubstr("no trial of this sweep has `wiring`"));
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [4, 1]\ngiven = {depth = 4}\nmargin = 1"),
              HasSubstr("unknown parameter `depth`"));
}

TEST(Question, NamesTheLevelsItCompares) {
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [4, 1]\nlevels = []\nmargin = 1"),
              HasSubstr("needs levels = [VALUE, ...]"));
  EXPECT_THAT(refusal("compare = 'depths'\nbaseline = [4, 1]\nlevels = 3\nmargin = 1"),
              HasSubstr("needs levels = [VALUE, ...]"));
}

TEST(Question, ExpectsOneAnswer) {
  const auto refused = [](std::string_view lines) {
    return refusal(fmt::format("compare = 'pad'\nbaseline = 'centre'\n{}", lines));
  };
  EXPECT_EQ(refused("direction = 'higher'"), "no error");
  EXPECT_THAT(refused(""), HasSubstr("needs one of direction"));
  EXPECT_THAT(refused("margin = 2\ndirection = 'lower'"), HasSubstr("needs one of direction"));
  EXPECT_THAT(refused("direction = 'better'"), StartsWith("s.toml:10:13: [question] needs direction"));
  EXPECT_THAT(refused("margin = 0"), HasSubstr("needs margin = a number above 0"));
  EXPECT_THAT(refused("margin = 2\nclaimed = 3"), StartsWith("s.toml:11:11: `claimed` is how much"));
  EXPECT_THAT(refused("direction = 'lower'\nmetric = 'accuracy'"), StartsWith("s.toml:11:10: [question] needs metric"));
  EXPECT_THAT(refused("direction = 'lower'\nlevel = 3"), HasSubstr("unknown key `level`"));
  EXPECT_THAT(refusal("compare = 'pad'\nmargin = 1"), HasSubstr("needs baseline"));
}

TEST(Question, ReplicatesAreAxesOfTheSweep) {
  EXPECT_NO_THROW(parse(fmt::format("[sweep]\nreplicate = ['seed', 'pad']\n{}", kAxes)));
  const auto refused = [](std::string_view line) {
    return test::error_of([&] { parse(fmt::format("[sweep]\n{}\n{}", line, kAxes)); });
  };
  EXPECT_THAT(refused("replicate = ['wiring']"), StartsWith("s.toml:2:14: `replicate` takes names of axes"));
  EXPECT_THAT(refused("replicate = 'seed'"), StartsWith("s.toml:2:13: [sweep] needs replicate"));
}

}  // namespace
}  // namespace quanvas::trial
