// Ranks as MPI processes. Owns MPI's start and end.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "dispatch/mpi_host.hpp"
#include "dispatch/transport.hpp"

namespace quanvas::dispatch {

// May be used by several threads at once.
class MpiTransport final : public Transport {
 public:
  // Whether messages to a rank that has ended are errors or are dropped. The launcher must be told not to end the
  // others: mpirun --enable-recovery.
  enum class LostRanks { fatal, survived };

  // Starts MPI, together with all other ranks. At most one may exist in a process's life. Throws Error where MPI does
  // not start. A rank that crashes on the way may keep the others waiting for ever; where lost ranks are survived the
  // process therefore ends, with the exit code 70, when they take longer than this.
  static constexpr std::chrono::minutes kLongestStart{2};
  explicit MpiTransport(LostRanks lost_ranks = LostRanks::fatal);

  // Ends MPI once all messages have been taken; waits for the other ranks to do the same.
  ~MpiTransport() override;

  Rank rank() const override;
  std::size_t ranks() const override;
  void send(Rank to, std::string bytes) override;
  std::optional<Envelope> receive(std::chrono::milliseconds wait) override;

  // The workers of this rank's host.
  MpiHost& host() { return *host_; }

  // Ends every rank of the run at once.
  [[noreturn]] void abort(int exit_code) const;

  // Ends this process at once, for runs in which a rank is lost: MPI would wait for that one.
  [[noreturn]] void leave(int exit_code) const;

 private:
  struct Pending;

  std::optional<Envelope> try_receive();

  LostRanks lost_ranks_;
  std::unique_ptr<MpiHost> host_;
  std::mutex mutex_;  // one thread at a time speaks to MPI
  std::unique_ptr<Pending> pending_;
};

}  // namespace quanvas::dispatch
