#include "trial/key.hpp"

#include <algorithm>
#include <set>
#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/checksum.hpp"
#include "support/error_of.hpp"

namespace quanvas::trial {
namespace {

using testing::HasSubstr;

TEST(Key, IsThirtyTwoHexadecimalDigits) {
  const Key key = content_key(TrialSpec{});
  EXPECT_EQ(key.text.size(), 32u);
  EXPECT_EQ(key.text.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(content_key(TrialSpec{}), key);
}

TEST(Key, DiffersWhereAnyAxisDiffers) {
  std::set<std::string> keys{content_key(TrialSpec{}).text};
  for (const Axis& axis : kAxes) {
    TrialSpec spec;
    const std::string text = axis.kind == Kind::choice ? std::string(axis.choices.back())
                             : axis.kind == Kind::real ? "0.45"
                             : axis.kind == Kind::name ? "another"
                                                       : "7";
    axis.set(spec, text);
    EXPECT_TRUE(keys.insert(content_key(spec).text).second) << axis.key;
  }
}

// The key of a trial as earlier results have it: of the axes that were there from the beginning, and of later ones that
// are not at their defaults, each in its place.
TEST(Key, IsTheChecksumOfTheSameTextAsEver) {
  const std::string_view before =
      "model=resqunn\ndataset=mnist\nsplit=train\nclasses=10\nsamples_per_class=200\ntrain_fraction=0.8\n";
  const std::string_view after =
      "layers=2\nwiring=none\ndepths=4,1\ntrainable=all\nhead=classical\nhead_wires=first\nhead_padding=flat\n"
      "head_depth=1\ngradient=detached\npixel_scale=unit\nencoding_repeat=every\nchannel=mean\npad=top_left\n"
      "init=uniform_2pi\noutput=softmax\nepochs=30\nbatch_size=16\nlearning_rate=0.01\noptimizer=adam\nseed=0\n"
      "precision=float\n";
  const auto key_of = [](const std::string& text) { return checksum(std::as_bytes(std::span(text))); };
  EXPECT_EQ(content_key({}).text, key_of(fmt::format("{}{}", before, after)));
  TrialSpec spec;
  spec.stratify = Stratify::label;
  EXPECT_EQ(content_key(spec).text, key_of(fmt::format("{}stratify=label\n{}", before, after)));
}

TEST(SpecText, IsALineForEachAxisAndIsReadAgain) {
  TrialSpec spec;
  spec.depths = {3, 2, 1};
  spec.learning_rate = 0.125;
  const std::string text = spec_text(spec);
  EXPECT_EQ(std::ranges::count(text, '\n'), static_cast<std::ptrdiff_t>(kAxes.size()));
  EXPECT_THAT(text, testing::StartsWith("model=resqunn\nnetwork=none\nnetwork_parameters=none\ndataset=mnist\n"));
  EXPECT_THAT(text, HasSubstr("\ndepths=3,2,1\n"));
  EXPECT_EQ(parse_spec(text), spec);
  EXPECT_EQ(parse_spec("\nlearning_rate=0.125\n\ndepths=3,2,1\n"), spec);
}

TEST(SpecText, RefusesWhatItDidNotWrite) {
  EXPECT_THAT(test::error_of([] { parse_spec("epochs"); }), HasSubstr("key=value"));
  EXPECT_THAT(test::error_of([] { parse_spec("epoch=3"); }), HasSubstr("epochs"));
  EXPECT_THAT(test::error_of([] { parse_spec("epochs=0"); }), HasSubstr("between 1 and"));
}

}  // namespace
}  // namespace quanvas::trial
