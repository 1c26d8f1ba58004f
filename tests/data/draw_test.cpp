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
#include "support/draws.hpp"
#include "support/error_of.hpp"

namespace quanvas::data {
namespace {

using test::Counts;
using test::counts;
using test::digits;
using test::distinct;
using test::first_labels;
using test::of_values;
using test::other_digits;
using test::values_from;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

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

}  // namespace
}  // namespace quanvas::data
