#include "dispatch/heartbeat.hpp"

#include "dispatch/message.hpp"

namespace quanvas::dispatch {

Heartbeat::Heartbeat(Transport& transport, std::vector<Rank> listeners, std::chrono::milliseconds every)
    : every_(every),
      beat_(Clock::now()),
      steady_(beat_.load()),
      thread_([this, &transport, listeners = std::move(listeners)](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!woken_.wait_for(lock, stop, every_, [&] { return stop.stop_requested(); })) try {
            const auto now = Clock::now();
            if (now - beat_.load() > longest_pause()) steady_ = now;
            beat_ = now;
            for (const Rank listener : listeners) transport.send(listener, to_bytes(Alive{}));
          } catch (const std::exception&) {
            return;  // who sends next says why
          }
      }) {}

Heartbeat::Clock::duration Heartbeat::steady_for(Clock::time_point now) const {
  return now - beat_.load() > longest_pause() ? Clock::duration::zero() : now - steady_.load();
}

}  // namespace quanvas::dispatch
