#include "sim/engine/parallel.hpp"

#include <omp.h>

namespace quanvas::sim {

int threads_for(double flops) { return flops < kWorthThreads || omp_in_parallel() ? 1 : omp_get_max_threads(); }

int detail::thread_number() { return omp_get_thread_num(); }

}  // namespace quanvas::sim
