#include "trial/network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::trial {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Json declaring(const std::string& parameters) {
  return Json::parse(R"({"layers": [{"type": "dense"}], "parameters": {)" + parameters + "}}");
}

const Json kThree = declaring(R"("width": {"type": "integer", "range": [1, 64], "default": 8, "meaning": "of a layer"},
    "share": {"type": "real", "range": [0, 1], "default": 0.5, "unit": "%"},
    "form": {"type": "choice", "values": ["wide", "deep"], "default": "wide"})");

TEST(NetworkAxes, AreAxesOfATrial) {
  const NetworkAxes axes(kThree);
  std::vector<std::string_view> keys;
  for (const Axis& axis : axes.all()) keys.push_back(axis.key);
  EXPECT_THAT(keys, ElementsAre("form", "share", "width"));

  TrialSpec spec;
  const Axis& width = *axes.find("width");
  EXPECT_EQ(width.meaning, "of a layer");
  EXPECT_EQ(width.read(spec), "8");
  width.set(spec, "16");
  EXPECT_EQ(width.read(spec), "16");
  EXPECT_EQ(std::get<std::int64_t>(width.value(spec)), 16);
  EXPECT_EQ(axes.find("share")->unit, "%");
  EXPECT_EQ(axes.find("share")->read(spec), "0.5");
  EXPECT_EQ(axes.find("depth"), nullptr);
  EXPECT_EQ(test::error_of([&] { width.set(spec, "65"); }),
            "`65` is not a value of `width`, which takes an integer between 1 and 64");
  EXPECT_THAT(test::error_of([&] { axes.find("form")->set(spec, "dep"); }), HasSubstr("did you mean `deep`?"));
}

TEST(NetworkAxes, HaveOneTextForOneMeaning) {
  const NetworkAxes axes(kThree);
  TrialSpec one, other;
  axes.find("share")->set(one, "0.250");
  axes.find("width")->set(one, "8");
  axes.find("form")->set(other, "wide");
  axes.find("share")->set(other, "2.5e-1");
  EXPECT_NE(one.network_parameters, other.network_parameters);
  EXPECT_EQ(parameters_of(one, axes), "form=wide;share=0.25;width=8");
  EXPECT_EQ(parameters_of(one, axes), parameters_of(other, axes));
  EXPECT_TRUE(axes.find("share")->same(one, other));
}

TEST(NetworkAxes, WithoutADeclarationAreNone) {
  const NetworkAxes axes(Json::parse(R"({"layers": []})"));
  EXPECT_TRUE(axes.all().empty());
  EXPECT_EQ(parameters_of(TrialSpec{}, axes), "none");
}

TEST(NetworkAxes, RefuseDeclarationsThatAreNotWhole) {
  const auto refusal = [](const std::string& parameters) {
    return test::error_of([&] { NetworkAxes{declaring(parameters)}; });
  };
  EXPECT_THAT(refusal(R"("epochs": {"type": "integer", "default": 1})"), HasSubstr("the program has a parameter of"));
  EXPECT_THAT(refusal(R"("a b": {"type": "integer", "default": 1})"), HasSubstr("a name is a letter"));
  EXPECT_THAT(refusal(R"("a": 3)"), HasSubstr("is declared as"));
  EXPECT_THAT(refusal(R"("a": {"type": "intger", "default": 1})"), HasSubstr("did you mean `integer`?"));
  EXPECT_THAT(refusal(R"("a": {"type": "integer"})"), HasSubstr("needs a default"));
  EXPECT_THAT(refusal(R"("a": {"type": "integer", "range": [3, 1], "default": 1})"), HasSubstr("the lower one first"));
  EXPECT_THAT(refusal(R"("a": {"type": "integer", "range": [2, 3], "default": 1})"), HasSubstr("`1` is not a value"));
  EXPECT_THAT(refusal(R"("a": {"type": "integer", "default": 1.5})"), HasSubstr("`1.5` is not a value"));
  EXPECT_THAT(refusal(R"("a": {"type": "choice", "default": "x"})"), HasSubstr("a choice has values"));
  EXPECT_THAT(refusal(R"("a": {"type": "choice", "values": ["x;y"], "default": "x;y"})"), HasSubstr("holds `;`"));
  EXPECT_THAT(refusal(R"("a": {"type": "real", "values": [1], "default": 1})"), HasSubstr("a number range"));
  EXPECT_THAT(refusal(R"("a": {"type": "real", "rnage": [1, 2], "default": 1})"), HasSubstr("did you mean `range`?"));
  EXPECT_THAT(refusal(R"("a": {"type": "real", "default": {}})"), HasSubstr("is no value of a parameter"));
}

TEST(NetworkAxes, RefuseTextsOfOtherForms) {
  const NetworkAxes axes(kThree);
  EXPECT_THAT(test::error_of([&] { axes.find("width")->read(TrialSpec{.network_parameters = "width"}); }),
              HasSubstr("NAME=VALUE"));
}

TEST(NetworkOf, RefusesWhatIsNoDescription) {
  for (const char* text : {"none", "[]", "{", R"({"layers": 3})"})
    EXPECT_THAT(test::error_of([&] { network_of(TrialSpec{.network = text}); }), HasSubstr("as JSON")) << text;
}

}  // namespace
}  // namespace quanvas::trial
