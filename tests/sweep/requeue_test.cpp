// When a job of SLURM goes back into the queue.
#include "sweep/requeue.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "support/fake_sweep.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;

// Sets a variable of the environment until the end of the scope.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  Variable(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST(Requeue, AJobOrATaskOfAnArrayHasItsOwnNumber) {
  EXPECT_EQ(own_job(), "");
  const Variable job("SLURM_JOB_ID", "17");
  EXPECT_EQ(own_job(), "17");
  const Variable array("SLURM_ARRAY_JOB_ID", "15");
  const Variable task("SLURM_ARRAY_TASK_ID", "3");
  EXPECT_EQ(own_job(), "15_3");
}

TEST(Requeue, StartsAreInVainThatBringNothing) {
  FakeSweep sweep;
  const store::Folder folder = store::open_folder(sweep.options.folder.root);
  const trial::Sweep trials = sweep.sweep();
  EXPECT_EQ(note_start(folder, trials).in_vain, 1);
  EXPECT_EQ(note_start(folder, trials).in_vain, 2);
  write_shard(folder, {.key = trials.keys[0],
                       .spec = trials.trials[0],
                       .outcome = trial::Completed{.training = test::made_up_training(1, 1)}});
  EXPECT_EQ(note_start(folder, trials).in_vain, 0);
  EXPECT_EQ(note_start(folder, trials).in_vain, 1);
  const Variable task("SLURM_ARRAY_TASK_ID", "3");
  EXPECT_EQ(note_start(folder, trials).in_vain, 0) << "each task of an array counts for itself";
}

TEST(Requeue, ASweepIsOverWhenNoTrialIsLeft) {
  FakeSweep sweep;
  const store::Folder folder = store::open_folder(sweep.options.folder.root);
  EXPECT_FALSE(is_over(folder, sweep.sweep()));
  sweep.trial = [](const trial::TrialSpec& spec, const train::RunOptions& options) -> trial::Outcome {
    if (spec.seed == 1) return trial::Failed{.message = "no luck"};
    return FakeSweep::train(spec, options);
  };
  sweep.run();
  EXPECT_TRUE(is_over(folder, sweep.sweep())) << "a start retries what fails, and then it stays";
}

TEST(Requeue, TrialsThatAreStoppedAreLeftUnlessByEarlyStopping) {
  FakeSweep sweep;
  const store::Folder folder = store::open_folder(sweep.options.folder.root);
  sweep.trial = [](const trial::TrialSpec&, const train::RunOptions&) -> trial::Outcome {
    return trial::Stopped{.training = test::made_up_training(1, 1), .message = "early"};
  };
  sweep.run();
  EXPECT_FALSE(is_over(folder, sweep.sweep()));
  sweep.write(std::string(test::kSixSeeds) + "[early_stopping]\nmethod = \"asha\"\nrungs = [1]\n");
  EXPECT_TRUE(is_over(folder, sweep.sweep()));
}

}  // namespace
}  // namespace quanvas::sweep
