// Send and receive between ranks, as an interface: MPI for distributed runs, in-process queues for one process and
// tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"

namespace quanvas::dispatch {

inline constexpr Rank kCoordinator{0};

struct Envelope {
  Rank from;
  std::string bytes;
};

class Transport {
 public:
  virtual ~Transport() = default;

  virtual Rank rank() const = 0;
  virtual std::size_t ranks() const = 0;

  std::vector<Rank> others() const {
    std::vector<Rank> all;
    for (std::uint32_t other = 0; other < ranks(); ++other)
      if (Rank(other) != rank()) all.emplace_back(other);
    return all;
  }

  // Hands the bytes over without waiting for the receiver. Messages between two ranks arrive in order. May be called by
  // a second thread while the first one receives.
  virtual void send(Rank to, std::string bytes) = 0;

  // The next message from anyone, or nothing where none came within the time. Sleeps meanwhile rather than spin.
  virtual std::optional<Envelope> receive(std::chrono::milliseconds wait) = 0;
};

}  // namespace quanvas::dispatch
