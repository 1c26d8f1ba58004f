#include "dispatch/launcher.hpp"

#include <cstdlib>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanvas::dispatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string text() { return Unconnected(launcher()).what(); }

class LaunchTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "PMI_SIZE", "PMI_RANK", "PMIX_RANK",
                             "SLURM_STEP_NUM_TASKS", "SLURM_PROCID"})
      set(name, nullptr);
  }
  void TearDown() override {
    for (const auto& [name, value] : before_) put(name, value.empty() ? nullptr : value.c_str());
  }
  void set(const char* name, const char* value) {
    const char* const old = std::getenv(name);
    before_.try_emplace(name, old ? old : "");
    put(name, value);
  }

 private:
  static void put(const std::string& name, const char* value) {
    if (value) ::setenv(name.c_str(), value, 1);
    else ::unsetenv(name.c_str());
  }
  std::map<std::string, std::string> before_;
};

TEST_F(LaunchTest, ByHandIsOneRank) {
  EXPECT_EQ(launcher().ranks, 1u);
  EXPECT_EQ(launched_rank(), Rank(0));
  set("OMPI_COMM_WORLD_SIZE", "1");
  set("PMI_SIZE", "many");
  EXPECT_EQ(launcher().ranks, 1u);
}

TEST_F(LaunchTest, ByMpirunAndBySrunWithPmixIsConnected) {
  set("OMPI_COMM_WORLD_SIZE", "4");
  set("OMPI_COMM_WORLD_RANK", "2");
  set("SLURM_STEP_NUM_TASKS", "2");  // of mpirun's daemons
  EXPECT_EQ(launcher().ranks, 4u);
  EXPECT_TRUE(launcher().connects);
  EXPECT_EQ(launched_rank(), Rank(2));
  set("OMPI_COMM_WORLD_SIZE", nullptr);
  set("OMPI_COMM_WORLD_RANK", nullptr);
  set("PMIX_RANK", "1");
  EXPECT_EQ(launcher().ranks, 2u);
  EXPECT_TRUE(launcher().connects);
  EXPECT_EQ(launched_rank(), Rank(1));
}

TEST_F(LaunchTest, BySrunWithoutPmixIsNotConnectedAndSaysWhatToSet) {
  set("SLURM_STEP_NUM_TASKS", "3");
  set("SLURM_PROCID", "1");
  EXPECT_EQ(launcher().ranks, 3u);
  EXPECT_FALSE(launcher().connects);
  EXPECT_FALSE(Unconnected(launcher()).is_told_here());
  EXPECT_THAT(text(), AllOf(HasSubstr("MPI connects 1 of 3 processes"), HasSubstr("srun --mpi=pmix"),
                            HasSubstr("--share K/N")));
  set("SLURM_PROCID", "0");
  EXPECT_TRUE(Unconnected(launcher()).is_told_here());
}

TEST_F(LaunchTest, OfAnotherMpiOrWithLeakedVariablesNamesTheVariable) {
  set("PMI_SIZE", "3");
  set("PMI_RANK", "2");
  EXPECT_THAT(text(), AllOf(HasSubstr("1 of 3 processes (PMI_SIZE=3)"), HasSubstr("unset PMI_SIZE")));
  EXPECT_FALSE(Unconnected(launcher()).is_told_here());
  set("OMPI_COMM_WORLD_SIZE", "5");
  set("OMPI_COMM_WORLD_RANK", "4");
  EXPECT_THAT(text(), HasSubstr("unset OMPI_COMM_WORLD_SIZE"));
  EXPECT_TRUE(Unconnected(launcher()).is_told_here());  // this may be the only process
}

}  // namespace
}  // namespace quanvas::dispatch
