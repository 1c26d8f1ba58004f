// The workers of one host, and memory that they share.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace quanvas::dispatch {

// All of its functions but those that only ask are for the workers of a host to call together, and not while another
// thread speaks to MPI.
class MpiHost {
 public:
  // Together with all ranks, the coordinator too, which is of no host.
  MpiHost();

  // Frees what is shared, once all workers of the host are here.
  ~MpiHost();

  // The number of workers on this one's host, and its place among them, counted from 0. For the coordinator both are 0.
  std::size_t workers() const { return workers_; }
  std::size_t place() const { return place_; }

  // What a worker lets the others see: its size, and how it is put into memory of that size. Must not throw.
  struct Offer {
    std::size_t bytes = 0;
    std::function<void(std::span<std::byte>)> write;
  };

  // Memory of the host that the worker at place `from` writes, before anyone returns; the offers of the others are not
  // looked at. It lasts as long as this object. Empty for all where nothing is offered or where it cannot be had.
  std::span<const std::byte> share(std::size_t from, const Offer& offer);

 private:
  struct Handles;

  std::size_t workers_ = 0;
  std::size_t place_ = 0;
  std::unique_ptr<Handles> handles_;
};

}  // namespace quanvas::dispatch
