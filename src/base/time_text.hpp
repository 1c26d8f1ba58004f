// Points in time for files, that people and tools of all places read alike.
#pragma once

#include <chrono>
#include <string>

namespace quanvas {

// To the second, in UTC: 2026-11-25T19:48:03Z.
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace quanvas
