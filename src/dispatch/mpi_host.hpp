// The workers of one host, and memory that they share.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace quanvas::dispatch {

// Made and ended with the transport. No other thread may speak to MPI meanwhile.
class MpiHost {
 public:
  // Together with all ranks, the coordinator too, which is of no host.
  MpiHost();

  // Frees what is shared, once all workers of the host are here.
  ~MpiHost();

  // The number of workers on this one's host, and its index among them, counted from 0. For the coordinator both are 0.
  std::size_t workers() const { return workers_; }
  std::size_t index() const { return index_; }

  // What a worker has for the others: its size, and how it is put into memory of that size, which must not throw.
  struct Offer {
    std::size_t bytes = 0;
    std::function<void(std::span<std::byte>)> write;
  };

  // Called by all workers of a host: memory that all of them see, written by the one with the index `from` before any
  // returns. The offers of the others are not looked at. It lasts as long as this object. Empty for all where nothing
  // is offered and where there is no such memory.
  std::span<const std::byte> share(std::size_t from, const Offer& offer);

 private:
  struct Handles;

  std::size_t workers_ = 0;
  std::size_t index_ = 0;
  std::unique_ptr<Handles> handles_;
};

}  // namespace quanvas::dispatch
