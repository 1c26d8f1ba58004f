// How much memory there is, so that what does not fit is refused before it is begun.
#pragma once

#include <string_view>

namespace quanvas {

// Bytes that this process may still take: of the machine, of its control group and of its own limits (`ulimit -v`),
// what leaves the least.
double memory_left();

// Throws Error where `bytes` do not fit, with `what` needs them (a plural), what there is, and what to try.
void require_memory(double bytes, std::string_view what, std::string_view advice);

}  // namespace quanvas
