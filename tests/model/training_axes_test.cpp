#include "model/training_axes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/settings.hpp"

namespace quanvas::model {
namespace {

using test::canonical_spec;

TEST(TrainingAxes, ThatTheOthersLeaveWithoutEffectAreAtTheirDefaults) {
  EXPECT_EQ(canonical_spec("momentum=0.9;nesterov=on"), canonical_spec(""));
  EXPECT_EQ(canonical_spec("optimizer=rmsprop;momentum=0.9;nesterov=on"),
            canonical_spec("optimizer=rmsprop;momentum=0.9"));
  EXPECT_EQ(canonical_spec("step_size=3;gamma=0.5"), canonical_spec(""));
  EXPECT_EQ(canonical_spec("loss=mse;label_smoothing=0.1"), canonical_spec("loss=mse"));
  EXPECT_EQ(canonical_spec("model=qcq_cnn;dropout=0;dropout_of=channels"), canonical_spec("model=qcq_cnn;dropout=0"));
  EXPECT_NE(canonical_spec("optimizer=sgd;momentum=0.9"), canonical_spec("optimizer=sgd"));
}

TEST(TrainingAxes, AreRefusedWhereTheyMakeNoSense) {
  EXPECT_THAT(test::error_of([] { canonical_spec("optimizer=sgd;nesterov=on"); }),
              testing::HasSubstr("Nesterov's momentum needs a momentum; give one above 0"));
  EXPECT_THAT(
      test::error_of([] { canonical_spec("loss=cross_entrpy"); }),
      testing::HasSubstr("there is no loss `cross_entrpy`, only `cross_entropy`, `mse`, `hinge`; did you mean"));
  EXPECT_THAT(test::error_of([] { canonical_spec("optimizer=rmspop"); }),
              testing::HasSubstr("did you mean `rmsprop`?"));
}

TEST(TrainingAxes, ALearningRateThatNoWeightHasIsNotRead) {
  EXPECT_EQ(canonical_spec("quantum_learning_rate=0.01"), canonical_spec("learning_rate=0.01"));
  EXPECT_NE(canonical_spec("quantum_learning_rate=0.1"), canonical_spec(""));
  EXPECT_EQ(canonical_spec("trainable=frozen;quantum_learning_rate=0.1"), canonical_spec("trainable=frozen"));
  EXPECT_EQ(canonical_spec("model=quanvo_mlp;quantum_learning_rate=0.1"), canonical_spec("model=quanvo_mlp"));
  EXPECT_NE(canonical_spec("model=quanvo_mlp;filter=trainable;quantum_learning_rate=0.1"),
            canonical_spec("model=quanvo_mlp;filter=trainable"));
  // Without a classical weight there is one learning rate.
  EXPECT_EQ(canonical_spec("head=quantum;quantum_learning_rate=0.1"), canonical_spec("head=quantum;learning_rate=0.1"));
}

}  // namespace
}  // namespace quanvas::model
