// Ranks as MPI processes. Owns MPI's start and end; the only part of the project that knows MPI.
#pragma once

#include <memory>
#include <string>

#include "dispatch/transport.hpp"

namespace quanvas::dispatch {

// Whether a launcher (mpirun, srun) started this process as one of several. Asks the environment, not MPI, so that a
// program run by hand never starts it.
bool launched_with_ranks();

// The rank that the launcher gave this process, likewise from the environment; 0 without a launcher.
Rank launched_rank();

class MpiTransport final : public Transport {
 public:
  // Starts MPI. At most one may exist in a process's life. Throws Error where MPI does not start.
  MpiTransport();

  // Ends MPI once all messages have been taken; waits for the other ranks to do the same.
  ~MpiTransport() override;

  Rank rank() const override;
  std::size_t ranks() const override;
  void send(Rank to, std::string bytes) override;
  std::optional<Envelope> receive(std::chrono::milliseconds wait) override;

  // The number of workers on this rank's host. Every rank must call it, as its first use of the transport.
  std::size_t workers_on_host() const;

  // Ends every rank of the run at once.
  [[noreturn]] void abort(int exit_code) const;

 private:
  struct Pending;
  std::unique_ptr<Pending> pending_;
};

}  // namespace quanvas::dispatch
