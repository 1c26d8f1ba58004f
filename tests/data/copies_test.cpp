// What draw() does about images that are there more than once.
#include "data/copies.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/catalog.hpp"
#include "data/synthetic.hpp"
#include "support/draws.hpp"
#include "support/error_of.hpp"

namespace quanvas::data {
namespace {

using test::common;
using test::contents;
using test::Counts;
using test::counts;
using test::distinct;
using test::of_label;
using test::of_values;
using test::values_from;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Draw, DoubledBeforeTheSmallestClassAppearsTwice) {
  const Dataset dataset = of_values({values_from(0, 12), values_from(100, 5), values_from(200, 3)});
  const DrawOptions options{
      .labels = {0, 1}, .samples_per_class = 0, .train_fraction = 0.5, .copies = Copies::doubled_before, .seed = 1};
  const Draw draw = data::draw(dataset, options);
  Indices all = draw.train;
  all.insert(all.end(), draw.validation.begin(), draw.validation.end());
  EXPECT_EQ(counts(dataset, all), (Counts{{0, 12}, {1, 10}}));
  for (const std::uint32_t i : all) EXPECT_EQ(std::ranges::count(all, i), dataset.labels[i] == 1 ? 2 : 1);
}

TEST(Draw, DoubledBeforeCopiesOfTrainingImagesValidate) {
  const Dataset dataset = of_values({values_from(0, 60), values_from(100, 50)});
  const Draw draw = data::draw(
      dataset,
      {.labels = {0, 1}, .samples_per_class = 0, .train_fraction = 0.5, .copies = Copies::doubled_before, .seed = 1});
  EXPECT_FALSE(common(contents(dataset, draw.train), contents(dataset, draw.validation)).empty());
}

// Images that are there several times, within a class, between classes and in the other part.
class Clean : public testing::TestWithParam<Stratify> {
 protected:
  static std::vector<std::uint8_t> thrice(int first, int count) {
    std::vector<std::uint8_t> values = values_from(first, count);
    for (int copies = 0; copies < 2; ++copies) values.insert(values.end(), values.begin(), values.begin() + count);
    return values;
  }

  Dataset dataset = of_values({thrice(0, 30), thrice(25, 20), thrice(100, 4)});
  Dataset other = of_values({values_from(20, 30), values_from(40, 30), {}});
};

TEST_P(Clean, NoImageIsOnTwoSides) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Draw draw = data::draw(dataset, {.labels = {0, 1},
                                           .samples_per_class = 0,
                                           .train_fraction = 0.6,
                                           .test_fraction = 0.3,
                                           .stratify = GetParam(),
                                           .copies = Copies::doubled_in_training,
                                           .seed = seed});
    const auto train = contents(dataset, draw.train);
    const auto validation = contents(dataset, draw.validation);
    const auto test = contents(dataset, draw.test);
    EXPECT_THAT(common(train, validation), IsEmpty());
    EXPECT_THAT(common(train, test), IsEmpty());
    EXPECT_THAT(common(validation, test), IsEmpty());
    EXPECT_EQ(validation.size(), draw.validation.size());
    EXPECT_EQ(test.size(), draw.test.size());
    EXPECT_EQ(train.size() + validation.size() + test.size(),
              45u);  // 30 of class 0; of the 20 of class 1, 5 are class 0's as well
    for (const std::uint32_t i : draw.train)
      EXPECT_EQ(std::ranges::count(draw.train, i), dataset.labels[i] == 1 ? 2 : 1);
  }
}

// A picture that was compressed again is no new one.
TEST_P(Clean, NearCopiesCountAsCopies) {
  Dataset scans{.name = "scans", .height = 1, .width = 2, .class_names = {"a", "b"}};
  std::vector<std::uint8_t> pixels, labels;
  for (int i = 0; i < 20; ++i) {
    const auto value = static_cast<std::uint8_t>(10 * i);
    for (const int error : {0, 1, 2}) pixels.insert(pixels.end(), {static_cast<std::uint8_t>(value + error), value});
    labels.insert(labels.end(), 3, static_cast<std::uint8_t>(i % 2));
  }
  scans.own(std::move(pixels), std::move(labels));
  const Draw draw = data::draw(scans, {.labels = {0, 1},
                                       .samples_per_class = 0,
                                       .train_fraction = 0.5,
                                       .stratify = GetParam(),
                                       .copies = Copies::doubled_in_training});
  EXPECT_EQ(distinct(draw).size(), 20u);
}

TEST_P(Clean, TestImagesOfTheOtherPartAreNotInThePool) {
  const Draw draw = data::draw(dataset,
                               {.labels = {0, 1},
                                .samples_per_class = 0,
                                .train_fraction = 0.6,
                                .test_per_class = 5,
                                .stratify = GetParam(),
                                .copies = Copies::doubled_in_training,
                                .seed = 7},
                               &other);
  EXPECT_EQ(counts(other, draw.test), (Counts{{0, 5}, {1, 5}}));
  EXPECT_THAT(common(contents(other, draw.test), contents(dataset, {draw.train})), IsEmpty());
  EXPECT_THAT(common(contents(other, draw.test), contents(dataset, {draw.validation})), IsEmpty());
  EXPECT_EQ(contents(other, draw.test).size(), 10u);
  // Of class 0 the other part has 20 to 49, of which 45 to 49 are new; of class 1 40 to 69, of which 50 to 69 are.
  EXPECT_THAT(
      test::error_of([&] {
        data::draw(
            dataset,
            {.labels = {0, 1}, .samples_per_class = 9, .test_per_class = 6, .copies = Copies::doubled_in_training},
            &other);
      }),
      AllOf(HasSubstr("5 images in its other part, other than those it trains with, of class 0 (a), not 6"),
            HasSubstr("lower test_per_class")));
}

TEST_P(Clean, NothingIsDoubledWhereSamplesAreCounted) {
  const Draw draw = data::draw(dataset, {.labels = {0, 1},
                                         .samples_per_class = 10,
                                         .stratify = GetParam(),
                                         .copies = Copies::doubled_in_training,
                                         .seed = 1});
  EXPECT_EQ(draw.train.size(), 16u);
  EXPECT_EQ(distinct(draw).size(), 20u);
}

INSTANTIATE_TEST_SUITE_P(Draw, Clean, testing::Values(Stratify::none, Stratify::label));

// The paper's counts of brain_mri, and the images that its protocol tests on though it has trained with them.
class BrainMri : public testing::Test {
 protected:
  void SetUp() override {
    try {
      train = load("brain_mri", Part::train);
      other = load("brain_mri", Part::test);
    } catch (const Error& error) {
      if (std::string_view(error.what()).find("is not here") == std::string_view::npos) throw;
      GTEST_SKIP() << error.what();
    }
  }

  Dataset train;
  Dataset other;
};

TEST_F(BrainMri, UnderThePapersProtocolHasItsCounts) {
  const Draw draw = data::draw(
      train,
      {.labels = {0, 1}, .samples_per_class = 0, .test_fraction = 0.2, .copies = Copies::doubled_before, .seed = 1});
  Indices all;
  for (const Indices* side : {&draw.train, &draw.validation, &draw.test})
    all.insert(all.end(), side->begin(), side->end());
  EXPECT_EQ(counts(train, all), (Counts{{0, 790}, {1, 2475}}));
  EXPECT_FALSE(common(contents(train, draw.train), contents(train, draw.test)).empty());
}

TEST_F(BrainMri, UnderTheCleanProtocolTestsOnNothingItHasSeen) {
  const Draw split = draw(train, {.labels = {0, 1},
                                  .samples_per_class = 0,
                                  .test_fraction = 0.2,
                                  .copies = Copies::doubled_in_training,
                                  .seed = 1});
  EXPECT_THAT(common(contents(train, split.train), contents(train, split.test)), IsEmpty());
  EXPECT_THAT(common(contents(train, split.train), contents(train, split.validation)), IsEmpty());
}

// So the clean protocol has to take test images from the drawn ones.
TEST_F(BrainMri, EveryTestImageWithoutTumourIsATrainingImage) {
  EXPECT_EQ(common(contents(other, of_label(other, 0)), contents(train, of_label(train, 0))).size(),
            contents(other, of_label(other, 0)).size());
  EXPECT_THAT(
      test::error_of([&] {
        draw(train,
             {.labels = {0, 1}, .samples_per_class = 0, .test_per_class = 20, .copies = Copies::doubled_in_training},
             &other);
      }),
      AllOf(HasSubstr("no images in its other part, other than those it trains with, of class 0 (no tumour)"),
            HasSubstr("test_fraction")));
}

}  // namespace
}  // namespace quanvas::data
