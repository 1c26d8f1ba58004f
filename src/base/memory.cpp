#include "base/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "base/error.hpp"

namespace quanvas {
namespace {

constexpr double kGiB = 1 << 30;

double page_size() { return static_cast<double>(sysconf(_SC_PAGESIZE)); }

// The limit of the control group, of either version; none where there is no such file, or "max" in it.
double group_limit() {
  for (const char* const path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(path);
    double bytes = 0;
    if (file >> bytes) return bytes;
  }
  return std::numeric_limits<double>::infinity();
}

double own_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return std::numeric_limits<double>::infinity();
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

double memory_left() {
  double addresses = 0;  // pages that the process has addresses for, and those that are in memory
  double resident = 0;
  std::ifstream("/proc/self/statm") >> addresses >> resident;
  const double machine = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * page_size();
  return std::max(0.0, std::min({machine - resident * page_size(), group_limit() - resident * page_size(),
                                 own_limit() - addresses * page_size()}));
}

void require_memory(double bytes, std::string_view what, std::string_view advice) {
  const double there = memory_left();
  require(bytes < 0.9 * there, "{} take {:.1f} GiB, and there are {:.1f} GiB for this process: {}", what, bytes / kGiB,
          there / kGiB, advice);
}

}  // namespace quanvas
