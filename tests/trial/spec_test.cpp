// Properties of every row of the axis table.
#include "trial/spec.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "trial/key.hpp"

namespace quanvas::trial {
namespace {

using testing::HasSubstr;

// Texts that the axis takes, others than its default among them.
std::vector<std::string> good_texts(const Axis& axis) {
  const auto integer = [](double value) { return to_text(static_cast<std::int64_t>(value)); };
  switch (axis.kind) {
    case Kind::integer: return {integer(axis.rule.low), integer(axis.rule.low + 1), integer(axis.rule.high)};
    case Kind::list:
      return {integer(axis.rule.low),
              integer(axis.rule.high) + "," + integer(axis.rule.low)};  // an empty list is a default
    case Kind::real: return {to_text(axis.rule.low + 1e-9), to_text(0.123456789012345678 * axis.rule.high)};
    case Kind::choice: return {axis.choices.begin(), axis.choices.end()};
    case Kind::name: return {"some name", "X+O1,O2+O3"};
  }
  ADD_FAILURE() << "no texts for `" << axis.key << "`";
  return {};
}

std::vector<std::string> bad_texts(const Axis& axis) {
  const auto integer = [](double value) { return to_text(static_cast<std::int64_t>(value)); };
  switch (axis.kind) {
    case Kind::integer: return {"", "x", "1.5", "1 2", integer(axis.rule.low - 1), integer(axis.rule.high + 1)};
    case Kind::list:
      return {axis.rule.none ? "," : "",         "x", "1,,2", "1;2", integer(axis.rule.low - 1),
              "1," + integer(axis.rule.high + 1)};
    case Kind::real: {
      const double outside = axis.rule.open ? 0 : 1e-9;
      return {"",
              "x",
              "nan",
              "inf",
              to_text(axis.rule.low - outside),
              to_text(axis.rule.high + outside),
              to_text(axis.rule.high + 1)};
    }
    case Kind::choice: return {"", "nonsense", std::string(axis.choices[0]) + "s"};
    case Kind::name: return {"", " ", "two\nlines"};
  }
  ADD_FAILURE() << "no texts for `" << axis.key << "`";
  return {};
}

TEST(Axes, RoundTripThroughText) {
  for (const Axis& axis : kAxes)
    for (const std::string& text : good_texts(axis)) {
      TrialSpec spec;
      ASSERT_EQ(test::error_of([&] { axis.set(spec, text); }), "no error") << axis.key;
      EXPECT_EQ(axis.read(spec), text) << axis.key;
      EXPECT_EQ(parse_spec(spec_text(spec)), spec) << axis.key;
    }
}

TEST(Axes, RefuseWhatTheyDoNotTake) {
  for (const Axis& axis : kAxes)
    for (const std::string& text : bad_texts(axis)) {
      TrialSpec spec;
      EXPECT_THAT(test::error_of([&] { axis.set(spec, text); }), HasSubstr(fmt::format("`{}`", axis.key))) << text;
      EXPECT_EQ(spec, TrialSpec{}) << axis.key << " changed by `" << text << "`";
    }
}

// The ends of an interval, where they are allowed and where not.
TEST(Axes, SharesAreStrictlyBetweenTheirEndsAndOthersIncludeThem) {
  const auto message = [](std::string_view key, std::string_view text) {
    TrialSpec spec;
    return test::error_of([&] { require_axis(key).set(spec, text); });
  };
  for (const auto& [key, text] : std::vector<std::pair<const char*, const char*>>{
           {"train_fraction", "0"}, {"train_fraction", "1"}, {"learning_rate", "0"}, {"learning_rate", "10"}})
    EXPECT_THAT(message(key, text), HasSubstr("a number strictly between"));
  for (const auto& [key, text] : std::vector<std::pair<const char*, const char*>>{
           {"test_fraction", "0"}, {"test_fraction", "0.9"}, {"layers", "1"}, {"layers", "8"}})
    EXPECT_EQ(message(key, text), "no error");
  EXPECT_THAT(message("labels", "x"), HasSubstr("nothing, or integers separated by commas, each between 0 and 999"));
  EXPECT_THAT(message("depths", "x"), HasSubstr("takes integers separated by commas, each between 1 and 64"));
  EXPECT_THAT(message("test_fraction", "1"), HasSubstr("a number between 0 and 0.9"));
  EXPECT_THAT(message("output", "x"), HasSubstr("one of `softmax`, `linear`"));
}

TEST(Axes, ColumnsHoldTheValue) {
  const TrialSpec spec;
  for (const Axis& axis : kAxes) {
    const Value value = axis.value(spec);
    switch (axis.kind) {
      case Kind::integer: EXPECT_EQ(to_text(std::get<std::int64_t>(value)), axis.read(spec)); break;
      case Kind::real: EXPECT_EQ(to_text(std::get<double>(value)), axis.read(spec)); break;
      default: EXPECT_EQ(std::get<std::string>(value), axis.read(spec)); break;
    }
  }
}

TEST(Axes, AreNamedOnceAndDescribed) {
  std::set<std::string_view> keys;
  for (const Axis& axis : kAxes) {
    EXPECT_TRUE(keys.insert(axis.key).second) << axis.key;
    EXPECT_FALSE(axis.meaning.empty()) << axis.key;
    EXPECT_FALSE(rule_text(axis).empty()) << axis.key;
    EXPECT_EQ(find_axis(axis.key), &axis);
  }
}

TEST(Axes, UnknownKeysGetASuggestion) {
  EXPECT_EQ(find_axis("epoch"), nullptr);
  EXPECT_THAT(test::error_of([] { require_axis("epoch"); }), HasSubstr("did you mean `epochs`?"));
}

// Results are found by keys that leave these out: with another default they would be taken for those of another trial.
TEST(Axes, ThatCameLaterKeepTheirDefaults) {
  std::string text;
  for (const Axis& axis : kAxes)
    if (axis.added == Added::later) text += fmt::format("{}={} ", axis.key, axis.read(TrialSpec{}));
  EXPECT_EQ(
      text,
      "network=none network_parameters=none "
      "dataset_checksum=any image_size=28 colour=grey "
      "labels= test_fraction=0 test_per_class=0 stratify=none mri_protocol=paper bad_images=refuse filter=fixed "
      "filter_circuit=random filter_layers=1 "
      "feature_map=zz reps=1 observable=zz qcnn_input=angles dropout=0.5 dropout_of=values noise=none shots=0 "
      "noise_in=both "
      "quantum_learning_rate=0 momentum=0 nesterov=off weight_decay=0 clip_grad_norm=0 schedule=constant step_size=10 "
      "gamma=0.1 warmup_epochs=0 loss=cross_entropy label_smoothing=0 patience=0 ");
}

TEST(Axes, DefaultsAreThePapers) {
  const TrialSpec spec;
  EXPECT_EQ(spec.depths, (std::vector{4, 1}));
  EXPECT_EQ(spec.epochs, 30);
  EXPECT_EQ(spec.batch_size, 16);
  EXPECT_EQ(spec.learning_rate, 0.01);
  EXPECT_EQ(spec.samples_per_class, 200);
  EXPECT_EQ(spec.train_fraction, 0.8);
  EXPECT_EQ(require_axis("precision").read(spec), "float");
  EXPECT_EQ(require_axis("init").read(spec), "uniform_2pi");
}

}  // namespace
}  // namespace quanvas::trial
