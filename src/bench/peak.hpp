// What the machine can do: the rate of multiply-adds in vector registers, against which the workloads are held.
#pragma once

#include <cstddef>

namespace quanvas::bench {

// Floating-point operations per second of `threads` threads that do nothing but multiply-adds on independent registers;
// the best of several short runs. A multiply-add counts two.
template <class Real>
double peak_flops(std::size_t threads);

}  // namespace quanvas::bench
