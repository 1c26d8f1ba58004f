#include "dispatch/heartbeat.hpp"

#include "dispatch/message.hpp"

namespace quanvas::dispatch {

Heartbeat::Heartbeat(Transport& transport, std::vector<Rank> listeners, std::chrono::milliseconds every)
    : thread_([this, &transport, listeners = std::move(listeners), every](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!woken_.wait_for(lock, stop, every, [&] { return stop.stop_requested(); })) try {
            for (const Rank listener : listeners) transport.send(listener, to_bytes(Alive{}));
          } catch (const std::exception&) {
            return;  // who sends next says why
          }
      }) {}

}  // namespace quanvas::dispatch
