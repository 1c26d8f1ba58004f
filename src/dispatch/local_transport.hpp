// Ranks as threads of one process, with a queue each.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "dispatch/transport.hpp"

namespace quanvas::dispatch {

// The queues of all ranks. Must outlive its transports.
class LocalHub {
 public:
  explicit LocalHub(std::size_t ranks) : queues_(ranks) {}

  // The transport of one rank, for one thread.
  std::unique_ptr<Transport> transport(Rank rank) { return std::make_unique<LocalTransport>(*this, rank); }

 private:
  struct Queue {
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<Envelope> envelopes;
  };

  class LocalTransport final : public Transport {
   public:
    LocalTransport(LocalHub& hub, Rank rank) : hub_(hub), rank_(rank) {}

    Rank rank() const override { return rank_; }
    std::size_t ranks() const override { return hub_.queues_.size(); }

    void send(Rank to, std::string bytes) override {
      Queue& queue = hub_.queues_[to.value];
      {
        const std::lock_guard lock(queue.mutex);
        queue.envelopes.push_back({rank_, std::move(bytes)});
      }
      queue.arrived.notify_one();
    }

    std::optional<Envelope> receive(std::chrono::milliseconds wait) override {
      Queue& queue = hub_.queues_[rank_.value];
      std::unique_lock lock(queue.mutex);
      if (!queue.arrived.wait_for(lock, wait, [&] { return !queue.envelopes.empty(); })) return std::nullopt;
      Envelope envelope = std::move(queue.envelopes.front());
      queue.envelopes.pop_front();
      return envelope;
    }

   private:
    LocalHub& hub_;
    Rank rank_;
  };

  std::deque<Queue> queues_;  // a queue cannot be moved
};

}  // namespace quanvas::dispatch
