// What lies in memory that processes share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include <fmt/format.h>

namespace quanvas::test {

// "DEVICE INODE" of what is mapped at an address, as memory shared with other processes; "" where none is.
inline std::string shared_mapping(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long long from = 0;
    unsigned long long to = 0;
    unsigned long long inode = 0;
    char mode[5] = "";
    char device[16] = "";
    if (std::sscanf(line.c_str(), "%llx-%llx %4s %*x %15s %llu", &from, &to, mode, device, &inode) != 5) continue;
    if (from <= wanted && wanted < to && mode[3] == 's') return fmt::format("{} {}", device, inode);
  }
  return "";
}

}  // namespace quanvas::test
