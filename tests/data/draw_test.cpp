#include "data/draw.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/checksum.hpp"
#include "data/catalog.hpp"
#include "data/synthetic.hpp"
#include "support/error_of.hpp"

namespace quanvas::data {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

using Counts = std::map<int, std::size_t>;

const Dataset& digits() {
  static const Dataset dataset = make_synthetic({.per_class = 30});
  return dataset;
}

const Dataset& other_digits() {
  static const Dataset dataset = make_synthetic({.per_class = 12, .replicate = 1});
  return dataset;
}

std::vector<int> first_labels(int count) {
  std::vector<int> labels;
  for (int label = 0; label < count; ++label) labels.push_back(label);
  return labels;
}

Counts counts(const Dataset& dataset, const Indices& images) {
  Counts result;
  for (const std::uint32_t image : images) ++result[dataset.labels[image]];
  return result;
}

std::set<std::uint32_t> distinct(const Draw& draw) {
  std::set<std::uint32_t> images;
  for (const Indices* side : {&draw.train, &draw.validation, &draw.test}) images.insert(side->begin(), side->end());
  return images;
}

// Images of two pixels, their value and another that sets apart those of neighbouring values; class names a, b, c.
Dataset of_values(const std::vector<std::vector<std::uint8_t>>& by_label) {
  Dataset dataset{.name = "small", .height = 1, .width = 2, .class_names = {"a", "b", "c"}};
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  for (std::size_t label = 0; label < by_label.size(); ++label)
    for (const std::uint8_t value : by_label[label]) {
      pixels.insert(pixels.end(), {value, static_cast<std::uint8_t>(97 * value)});
      labels.push_back(static_cast<std::uint8_t>(label));
    }
  dataset.own(std::move(pixels), std::move(labels));
  return dataset;
}

std::vector<std::uint8_t> values_from(int first, int count) {
  std::vector<std::uint8_t> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<std::uint8_t>(first + i));
  return values;
}

std::set<std::string> contents(const Dataset& dataset, const Indices& images) {
  std::set<std::string> result;
  for (const std::uint32_t i : images) result.emplace(dataset.image(i).begin(), dataset.image(i).end());
  return result;
}

std::vector<std::string> common(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

Indices of_label(const Dataset& dataset, int label) {
  Indices images;
  for (std::uint32_t i = 0; i < dataset.size(); ++i)
    if (dataset.labels[i] == label) images.push_back(i);
  return images;
}

TEST(Draw, TakesAsManyOfEachClassAndSplitsThem) {
  const Draw draw =
      data::draw(digits(), {.labels = first_labels(4), .samples_per_class = 25, .train_fraction = 0.8, .seed = 1});
  EXPECT_EQ(draw.train.size(), 80u);
  EXPECT_EQ(draw.validation.size(), 20u);
  EXPECT_THAT(draw.test, IsEmpty());
  const auto images = distinct(draw);
  EXPECT_EQ(images.size(), 100u);
  EXPECT_EQ(counts(digits(), {images.begin(), images.end()}), (Counts{{0, 25}, {1, 25}, {2, 25}, {3, 25}}));
}

TEST(Draw, DependsOnTheSeedAlone) {
  DrawOptions options{.labels = first_labels(10), .samples_per_class = 20, .train_fraction = 0.8, .seed = 1};
  const Indices train = draw(digits(), options).train;
  EXPECT_EQ(draw(digits(), options).train, train);
  // Classes are mixed, not in blocks.
  EXPECT_FALSE(std::ranges::is_sorted(gather_labels(digits(), train, options.labels)));
  options.seed = 2;
  EXPECT_NE(draw(digits(), options).train, train);
}

// The gold numbers are those of the draw as it was when all labels began at 0 and there were no test images.
TEST(Draw, StaysAsItWas) {
  const auto sum = [](const DrawOptions& options) {
    const Draw draw = data::draw(digits(), options);
    std::string text;
    for (const std::uint32_t i : draw.train) text += std::to_string(i) + ",";
    text += ";";
    for (const std::uint32_t i : draw.validation) text += std::to_string(i) + ",";
    return checksum(std::as_bytes(std::span(text)));
  };
  EXPECT_EQ(sum({.labels = first_labels(4), .samples_per_class = 25, .train_fraction = 0.8, .seed = 1}),
            "70f33e0b76efaa161db529371c4f52c7");
  EXPECT_EQ(sum({.labels = first_labels(10), .samples_per_class = 30, .train_fraction = 0.7, .seed = 2}),
            "05f52e61d059970167c27c33d1647898");
}

TEST(Draw, LabelsAreChosenAndZeroSamplesAreAll) {
  const std::vector<int> labels{7, 2};
  const Draw draw = data::draw(digits(), {.labels = labels, .samples_per_class = 0, .train_fraction = 0.5, .seed = 1});
  const auto images = distinct(draw);
  EXPECT_EQ(counts(digits(), {images.begin(), images.end()}), (Counts{{2, 30}, {7, 30}}));
  EXPECT_EQ(std::ranges::max(gather_labels(digits(), draw.train, labels)), 1);
}

TEST(Draw, TestImagesAreSetApartFirst) {
  const Draw draw = data::draw(
      digits(),
      {.labels = first_labels(10), .samples_per_class = 20, .train_fraction = 0.75, .test_fraction = 0.2, .seed = 1});
  EXPECT_EQ(draw.test.size(), 40u);
  EXPECT_EQ(draw.train.size(), 120u);
  EXPECT_EQ(draw.validation.size(), 40u);
  EXPECT_EQ(distinct(draw).size(), 200u);
}

TEST(Draw, TestImagesOfTheOtherPartLeaveTheRestAsItIs) {
  DrawOptions options{.labels = {3, 5}, .samples_per_class = 20, .train_fraction = 0.8, .seed = 4};
  const Draw without = draw(digits(), options);
  options.test_per_class = 7;
  const Draw with = draw(digits(), options, &other_digits());
  EXPECT_EQ(with.train, without.train);
  EXPECT_EQ(with.validation, without.validation);
  EXPECT_EQ(counts(other_digits(), with.test), (Counts{{3, 7}, {5, 7}}));
  EXPECT_EQ(std::set(with.test.begin(), with.test.end()).size(), 14u);
  EXPECT_FALSE(std::ranges::is_sorted(gather_labels(other_digits(), with.test, options.labels)));
}

TEST(Draw, StratifiedEveryClassIsDividedInTheSameShares) {
  const Dataset dataset = of_values({values_from(0, 40), values_from(50, 10), values_from(100, 20)});
  const Draw draw = data::draw(dataset, {.labels = {2, 0, 1},
                                         .samples_per_class = 0,
                                         .train_fraction = 0.75,
                                         .test_fraction = 0.2,
                                         .stratify = Stratify::label,
                                         .seed = 3});
  EXPECT_EQ(counts(dataset, draw.test), (Counts{{0, 8}, {1, 2}, {2, 4}}));
  EXPECT_EQ(counts(dataset, draw.train), (Counts{{0, 24}, {1, 6}, {2, 12}}));
  EXPECT_EQ(counts(dataset, draw.validation), (Counts{{0, 8}, {1, 2}, {2, 4}}));
  EXPECT_EQ(distinct(draw).size(), 70u);
  for (const Indices* side : {&draw.train, &draw.validation, &draw.test}) {
    const auto classes = gather_labels(dataset, *side, first_labels(3));
    EXPECT_FALSE(std::ranges::is_sorted(classes));
  }
}

TEST(Draw, DoubledBeforeTheSmallestClassStandsTwice) {
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

TEST_P(Clean, NoImageStandsOnTwoSides) {
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

TEST(Draw, RefusesWhatIsNotThere) {
  const auto refused = [](const DrawOptions& options, const Dataset* other = nullptr) {
    return test::error_of([&] { draw(digits(), options, other); });
  };
  EXPECT_THAT(refused({.labels = first_labels(11)}),
              AllOf(HasSubstr("synthetic has 10 classes"), HasSubstr("no label 10")));
  EXPECT_THAT(refused({.labels = {-1, 2}}), HasSubstr("no label -1"));
  EXPECT_THAT(refused({}), HasSubstr("no label"));
  EXPECT_THAT(refused({.labels = {3, 4, 3}}), HasSubstr("label 3 (3) is drawn twice"));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 31}),
              AllOf(HasSubstr("30 images of class 0"), HasSubstr("lower samples_per_class")));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 2, .train_fraction = 0.1}),
              HasSubstr("none to train with"));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 2, .train_fraction = 0.9}),
              HasSubstr("none to validate with"));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 2, .test_fraction = 0.1}),
              HasSubstr("none to test with"));
  EXPECT_THAT(
      refused({.labels = first_labels(2), .samples_per_class = 3, .train_fraction = 0.9, .stratify = Stratify::label}),
      AllOf(HasSubstr("class 0 (0) of data set synthetic"), HasSubstr("none to validate with")));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 9, .test_fraction = 0.1, .test_per_class = 3},
                      &other_digits()),
              HasSubstr("not from both"));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 9, .test_per_class = 3}),
              HasSubstr("needs the data set's other part"));
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 9, .test_per_class = 13}, &other_digits()),
              AllOf(HasSubstr("12 images in its other part of class 0"), HasSubstr("lower test_per_class")));
  const Dataset small = of_values({{1}, {2}, {3}});
  EXPECT_THAT(refused({.labels = first_labels(2), .samples_per_class = 9, .test_per_class = 1}, &small),
              HasSubstr("no part of the same data set"));
  const Dataset hollow = of_values({{1, 2, 3}, {}, {4, 5, 6}});
  EXPECT_THAT(test::error_of([&] {
                draw(hollow, {.labels = {0, 1}, .samples_per_class = 0});
              }),
              HasSubstr("no images of class 1 (b)"));
}

TEST(SplitCounts, AddUp) {
  for (std::size_t images = 1; images < 50; ++images)
    for (const double fraction : {0.0, 0.1, 0.33, 0.5, 0.9}) {
      const SplitCounts counts = split_counts(images, fraction, 0.8);
      EXPECT_EQ(counts.train + counts.validation + counts.test, images);
      EXPECT_EQ(counts.train, training_count(images - counts.test, 0.8));
    }
}

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
