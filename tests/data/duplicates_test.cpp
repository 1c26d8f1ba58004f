#include "data/duplicates.hpp"

#include <gtest/gtest.h>

namespace quanvas::data {
namespace {

// Images of one pixel, which is their value.
Dataset values_and_labels(std::vector<std::uint8_t> values, std::vector<std::uint8_t> labels) {
  Dataset dataset{.height = 1, .width = 1, .class_names = {"a", "b"}};
  dataset.own(std::move(values), std::move(labels));
  return dataset;
}

TEST(ImageSet, KnowsWhatWasAdded) {
  const Dataset dataset = values_and_labels({1, 2, 1}, {0, 0, 1});
  ImageSet set;
  EXPECT_TRUE(set.add(dataset.image(0)));
  EXPECT_FALSE(set.holds(dataset.image(1)));
  EXPECT_TRUE(set.add(dataset.image(1)));
  EXPECT_TRUE(set.holds(dataset.image(2)));
  EXPECT_FALSE(set.add(dataset.image(2)));
}

// By the root mean square of the differences: here sqrt((1 + 4) / 2) and sqrt((0 + 16) / 2).
TEST(ImageSet, TakesNearCopiesForTheSame) {
  const std::vector<std::uint8_t> image{10, 10}, near{11, 12}, far{10, 14};
  ImageSet alike(kCopyDistance);
  EXPECT_TRUE(alike.add(image));
  EXPECT_TRUE(alike.holds(near));
  EXPECT_FALSE(alike.add(near));
  EXPECT_TRUE(alike.add(far));
  ImageSet exact;
  EXPECT_TRUE(exact.add(image));
  EXPECT_TRUE(exact.add(near));
}

TEST(Duplicates, AreCountedWithinAndAcrossPartsAndLabels) {
  const Dataset train = values_and_labels({1, 1, 1, 2, 3}, {0, 0, 1, 1, 0});
  const Dataset test = values_and_labels({3, 3, 4, 2}, {0, 1, 0, 1});
  const Duplicates same = count_duplicates(train, test);
  EXPECT_EQ(same.within_train, 2u);
  EXPECT_EQ(same.within_test, 1u);
  EXPECT_EQ(same.across, 3u);
  EXPECT_EQ(same.contradicting, 2u);
  EXPECT_EQ(count_near_copies(train, test), 2u);  // 2 and 3 lie within 2 of 1, and 4 does not
}

}  // namespace
}  // namespace quanvas::data
