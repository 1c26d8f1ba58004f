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

TEST(Duplicates, AreCountedWithinAndAcrossPartsAndLabels) {
  const Dataset train = values_and_labels({1, 1, 1, 2, 3}, {0, 0, 1, 1, 0});
  const Dataset test = values_and_labels({3, 3, 4, 2}, {0, 1, 0, 1});
  const Duplicates same = count_duplicates(train, test);
  EXPECT_EQ(same.within_train, 2u);
  EXPECT_EQ(same.within_test, 1u);
  EXPECT_EQ(same.across, 3u);
  EXPECT_EQ(same.contradicting, 2u);
}

}  // namespace
}  // namespace quanvas::data
