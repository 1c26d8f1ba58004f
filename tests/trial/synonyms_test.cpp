#include "trial/synonyms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "trial/spec.hpp"

namespace quanvas::trial {
namespace {

TEST(Synonyms, AreKnownHoweverTheyAreWritten) {
  EXPECT_EQ(key_of_synonym("lr"), "learning_rate");
  for (const char* name : {"batch-size", "batchSize", "BATCH_SIZE"}) EXPECT_EQ(key_of_synonym(name), "batch_size");
  EXPECT_EQ(key_of_synonym("weather"), "");
  EXPECT_EQ(key_of_synonym(""), "");
}

TEST(Synonyms, LeadToParametersThatThereAre) {
  for (const char* name : {"lr", "wd", "num_epochs", "optim", "n_shots", "scheduler", "random_seed", "dtype", "skip"})
    EXPECT_NE(find_axis(key_of_synonym(name)), nullptr) << name;
}

TEST(Synonyms, AreSuggestedForUnknownKeys) {
  EXPECT_EQ(test::error_of([] { require_axis("lr"); }),
            "unknown parameter `lr`; did you mean `learning_rate`?; `quanvas params` lists all");
}

}  // namespace
}  // namespace quanvas::trial
