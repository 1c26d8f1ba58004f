// Processes, under names that no other process has on any host at any time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quanvas {

std::string host_name();

struct Process {
  std::string host;
  std::int64_t number = 0;
  std::uint64_t start = 0;  // clock ticks from its host's start to its own: tells it from others that had its number

  static Process self();

  // From a text that text() begins; nothing where it does not look like one.
  static std::optional<Process> parse(std::string_view text);

  // HOST~NUMBER~START
  std::string text() const;

  friend bool operator==(const Process&, const Process&) = default;
};

// Whether the process is at work; one that has ended and was not yet waited for is not. Nothing is known of other
// hosts.
std::optional<bool> lives(const Process& process);

// To be called before anything is opened: puts something in the place of standard input, output and error where the
// caller has closed them, so that no file of ours gets their number and with it what is printed. Writing to them fails.
void occupy_standard_descriptors();

}  // namespace quanvas
