#include "trial/idle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "trial/sweep.hpp"

namespace quanvas::trial {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Model `a` alone reads the wiring, `a` and `b` read the noise; the momentum has an effect on optimiser sgd alone.
Vocabulary vocabulary() {
  return {.canonical =
              [](const TrialSpec& spec) {
                TrialSpec canonical = spec;
                if (spec.model != "a") canonical.wiring = "none";
                if (spec.model == "c") canonical.noise = "none";
                if (spec.optimizer != "sgd") canonical.momentum = 0;
                if (spec.shots == 7 && spec.noise == "none") throw BadValue("shots", "seven shots need noise");
                return canonical;
              },
          .cost = [](const TrialSpec&) { return 1.0; },
          .reads =
              [](const TrialSpec& spec, const Axis& axis) {
                if (axis.key == "wiring") return spec.model == "a";
                return axis.key != "noise" || spec.model != "c";
              },
          .readers = [](std::string_view axis) -> std::vector<std::string_view> {
            if (axis == "wiring") return {"a"};
            if (axis == "noise") return {"a", "b"};
            return {};
          }};
}

Sweep parse(std::string_view text) { return parse_sweep(text, "s.toml", vocabulary()); }

TEST(Idle, ModelsReadWhatTheyReadAndWhatAllDo) {
  const Vocabulary words = vocabulary();
  EXPECT_TRUE(reads(words, TrialSpec{.model = "a"}, require_axis("wiring")));
  EXPECT_FALSE(reads(words, TrialSpec{.model = "b"}, require_axis("wiring")));
  EXPECT_TRUE(reads(words, TrialSpec{.model = "c"}, require_axis("epochs")));
  EXPECT_EQ(test::error_of([&] { refuse_unread(words, {"c"}, require_axis("noise")); }),
            "model c does not read `noise`, which would change nothing; leave it out, or choose a model that reads it: "
            "a, b");
}

TEST(Idle, AnEffectIsAnotherTrial) {
  const Vocabulary words = vocabulary();
  const auto effective = [&](const TrialSpec& spec, std::string_view axis) {
    return has_effect(words, require_axis(axis), spec, words.canonical(spec));
  };
  EXPECT_FALSE(effective({.momentum = 0.9}, "momentum"));
  EXPECT_TRUE(effective({.optimizer = "sgd", .momentum = 0.9}, "momentum"));
  EXPECT_TRUE(effective({}, "momentum"));
  EXPECT_TRUE(effective({.model = "b", .noise = "x", .shots = 7}, "noise"));  // without it there is no trial
}

TEST(Idle, AParameterThatNoModelReadsIsRefusedWhereItIsGiven) {
  const Sweep sweep = parse("[fixed]\nmodel = 'c'\nepochs = 3\n[axes]\nnoise = ['none', 'x']\nseed = [1, 2]\n");
  ASSERT_THAT(sweep.idle, SizeIs(1));
  EXPECT_EQ(sweep.idle[0].kind, Idle::unread);
  EXPECT_THAT(test::error_of([&] { require_sensible(sweep, "s.toml", vocabulary()); }),
              testing::StartsWith("s.toml:5:1: model c does not read `noise`"));
}

TEST(Idle, AnAxisThatSomeModelsReadIsIdleForTheOthers) {
  const Sweep sweep = parse("[fixed]\nwiring = 'w'\n[axes]\nmodel = ['c', 'a', 'b']\nnoise = ['none', 'x']\n");
  ASSERT_THAT(sweep.idle, SizeIs(2));
  EXPECT_EQ(sweep.idle[0].where, "s.toml:2:1");
  EXPECT_EQ(idle_text(sweep.idle[0]), "`wiring` is idle for models b, c, which do not read it");
  EXPECT_EQ(idle_text(sweep.idle[1]), "`noise` is idle for model c, which does not read it");
  EXPECT_EQ(test::error_of([&] { require_sensible(sweep, "s.toml", vocabulary()); }), "no error");
}

TEST(Idle, EachGridHasItsOwnModels) {
  const Sweep sweep = parse("[[grid]]\nmodel = 'a'\nwiring = 'w'\n[[grid]]\nmodel = 'b'\nwiring = 'w'\n");
  ASSERT_THAT(sweep.idle, SizeIs(1));
  EXPECT_EQ(sweep.idle[0].where, "s.toml:6:1");
  EXPECT_EQ(sweep.idle[0].kind, Idle::unread);
}

TEST(Idle, WhatOtherParametersLeaveWithoutEffectIsNoted) {
  const Sweep sweep = parse("[fixed]\nmodel = 'a'\n[axes]\nmomentum = [0.5, 0.9]\n");
  ASSERT_THAT(sweep.idle, SizeIs(1));
  EXPECT_EQ(sweep.idle[0].kind, Idle::without_effect);
  EXPECT_THAT(idle_text(sweep.idle[0]), HasSubstr("`momentum` changes nothing here"));
  EXPECT_EQ(test::error_of([&] { require_sensible(sweep, "s.toml", vocabulary()); }), "no error");
  EXPECT_THAT(parse("[axes]\noptimizer = ['adam', 'sgd']\nmomentum = [0.5, 0.9]\n").idle, IsEmpty());
}

TEST(Idle, DefaultsAskForNothing) {
  EXPECT_THAT(parse("[fixed]\nmodel = 'c'\nnoise = 'none'\nwiring = 'none'\n").idle, IsEmpty());
}

TEST(Idle, AFileWithoutParametersIsNoSweepToRun) {
  for (const char* text : {"", "[sweep]\nname = 'n'\n", "[fixed]\n[axes]\n"})
    EXPECT_THAT(test::error_of([&] { require_sensible(parse(text), "s.toml", vocabulary()); }),
                testing::StartsWith("s.toml: no parameter in [fixed], [axes] or [[grid]]"));
}

}  // namespace
}  // namespace quanvas::trial
