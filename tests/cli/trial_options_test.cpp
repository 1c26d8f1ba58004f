#include "cli/trial_options.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::ostringstream nowhere;

trial::TrialSpec parse(const std::vector<std::string>& words) {
  Arguments arguments("test", "", "");
  add_trial_options(arguments);
  return trial_from(*arguments.parse({.arguments = words, .out = nowhere, .err = nowhere}));
}

TEST(TrialOptions, WithoutAnyTheTrialIsTheDefault) { EXPECT_EQ(parse({}), trial::TrialSpec{}); }

TEST(TrialOptions, EveryAxisIsAnOption) {
  for (const trial::Axis& axis : trial::kAxes) {
    const std::string value = axis.choices.empty() ? axis.read(trial::TrialSpec{}) : std::string(axis.choices.back());
    EXPECT_EQ(axis.read(parse({fmt::format("--{}", axis.key), value})), value) << axis.key;
  }
}

TEST(TrialOptions, ABadValueNamesItsOption) {
  for (const trial::Axis& axis : trial::kAxes) {
    const std::string bad = axis.kind == trial::Kind::name ? "\n" : "??";
    EXPECT_THAT(test::error_of([&] {
                  parse({fmt::format("--{}", axis.key), bad});
                }),
                AllOf(testing::StartsWith(fmt::format("--{}: ", axis.key)), HasSubstr(rule_text(axis))));
  }
}

}  // namespace
}  // namespace quanvas::cli
