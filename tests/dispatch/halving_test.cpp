#include "dispatch/halving.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanvas::dispatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Halving, AsynchronouslyTheBestOfThoseThatCameGoOn) {
  Halving halving({.rungs = {1}, .factor = 2}, 4);
  EXPECT_EQ(halving.last_epoch(TrialId(0)), 1u);
  halving.reached(TrialId(0), 0.1);
  EXPECT_THAT(halving.promote(), IsEmpty());
  halving.reached(TrialId(1), 0.5);
  EXPECT_THAT(halving.promote(), ElementsAre(TrialId(1)));
  EXPECT_EQ(halving.last_epoch(TrialId(1)), 0u) << "to its end";
  EXPECT_THAT(halving.promote(), IsEmpty()) << "named twice";
  halving.reached(TrialId(2), 0.9);
  EXPECT_THAT(halving.promote(), ElementsAre(TrialId(2)))
      << "one of three is promoted, and it is not the one that went";
}

TEST(Halving, DeterministicallyNobodyGoesBeforeAllHaveCome) {
  std::vector<std::uint32_t> order{0, 1, 2, 3, 4, 5};
  do {
    Halving halving({.rungs = {1, 3}, .factor = 3, .deterministic = true}, 6);
    for (const std::uint32_t trial : order) {
      EXPECT_THAT(halving.promote(), IsEmpty());
      if (trial == 5) halving.dropped(TrialId(5));
      else halving.reached(TrialId(trial), trial == 2 ? 0.9 : 0.5);
    }
    EXPECT_THAT(halving.promote(), ElementsAre(TrialId(2), TrialId(0))) << "of equals the first";
    halving.reached(TrialId(0), 0.8);
    EXPECT_THAT(halving.promote(), IsEmpty());
    halving.reached(TrialId(2), 0.7);
    EXPECT_THAT(halving.promote(), ElementsAre(TrialId(0))) << "at least one continues";
  } while (std::ranges::next_permutation(order).found);
}

// What an earlier run left: one that went on and ended, one that went on and diverged, one that waits, one that is
// still to come.
TEST(Halving, GoesOnWhereAnEarlierRunLeftIt) {
  Halving halving({.rungs = {1, 3}, .factor = 2, .deterministic = true}, 4);
  halving.resume(TrialId(0), std::vector{0.9, 0.95}, true);
  halving.resume(TrialId(1), std::vector{0.8}, true);
  halving.resume(TrialId(2), std::vector{0.7}, false);
  halving.dropped(TrialId(0));
  halving.dropped(TrialId(1));
  EXPECT_THAT(halving.promote(), IsEmpty());
  EXPECT_EQ(halving.last_epoch(TrialId(2)), 1u);
  EXPECT_EQ(halving.last_epoch(TrialId(3)), 1u);
  halving.reached(TrialId(3), 0.1);
  EXPECT_THAT(halving.promote(), IsEmpty()) << "two of four have gone on";
}

// Against the definition: the best so many of all that have come, without those that went on before.
TEST(Halving, PromotesByRankWhateverTheOrder) {
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    constexpr std::size_t kTrials = 60;
    Halving halving({.rungs = {1}, .factor = 3}, kTrials);
    std::vector<std::pair<double, std::uint32_t>> come;  // -score, trial
    std::set<std::uint32_t> promoted;
    for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
      const double score = static_cast<double>(random() % 12) / 12;
      halving.reached(TrialId(trial), score);
      come.emplace_back(-score, trial);
      if (random() % 3 == 0) continue;  // several at once
      std::ranges::sort(come);
      std::vector<std::uint32_t> expected;
      for (std::size_t i = 0; i < come.size() / 3; ++i)
        if (promoted.insert(come[i].second).second) expected.push_back(come[i].second);
      std::vector<std::uint32_t> got;
      for (const TrialId id : halving.promote()) got.push_back(id.value);
      EXPECT_EQ(got, expected);
    }
  }
}

TEST(Halving, ExpectsThatOneOfSoManyPassesEachRung) {
  Halving halving({.rungs = {2, 6}, .factor = 2}, 2);
  EXPECT_DOUBLE_EQ(halving.expected_epochs(TrialId(0), 0, 10), 2 + 4 / 2.0 + 4 / 4.0);
  EXPECT_DOUBLE_EQ(halving.expected_epochs(TrialId(0), 2, 10), 4 / 2.0 + 4 / 4.0) << "it waits";
  EXPECT_DOUBLE_EQ(halving.expected_epochs(TrialId(0), 0, 2), 2) << "it ends there";
  halving.resume(TrialId(1), std::vector{0.5}, true);
  EXPECT_DOUBLE_EQ(halving.expected_epochs(TrialId(1), 2, 10), 4 + 4 / 2.0);
  EXPECT_DOUBLE_EQ(halving.expected_epochs(TrialId(1), 10, 10), 0);
}

TEST(Halving, ThoseThatDropOutTakeNoPlace) {
  Halving halving({.rungs = {1}, .factor = 2, .deterministic = true}, 2);
  halving.dropped(TrialId(0));
  halving.reached(TrialId(1), 0.0);
  EXPECT_THAT(halving.promote(), ElementsAre(TrialId(1)));
}

}  // namespace
}  // namespace quanvas::dispatch
