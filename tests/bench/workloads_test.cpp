// The workloads run, in both precisions, and count their operations.
#include "bench/workloads.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "bench/peak.hpp"

namespace quanvas::bench {
namespace {

TEST(Workloads, RunAndCountTheirOperations) {
  std::set<std::string_view> names;
  for (const Workload& workload : workloads()) {
    EXPECT_TRUE(names.insert(workload.name).second) << workload.name;
    for (const trial::Precision precision : {trial::Precision::single_, trial::Precision::double_}) {
      if (workload.name == "W1-mnist") continue;  // needs data
      const auto job = workload.make(precision);
      job->step();
      EXPECT_GT(job->flops(), 0) << workload.name;
    }
  }
}

TEST(Peak, IsARate) { EXPECT_GT(peak_flops<float>(1), 1e8); }

}  // namespace
}  // namespace quanvas::bench
