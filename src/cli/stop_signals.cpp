#include "cli/stop_signals.hpp"

#include <csignal>
#include <initializer_list>

namespace quanvas::cli {
namespace {

volatile std::sig_atomic_t requested = 0;

void request(int) { requested = 1; }

}  // namespace

void catch_stop_signals() {
  requested = 0;
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) {
    struct sigaction action {};
    action.sa_handler = request;
    action.sa_flags = SA_RESTART | (signal == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

bool stop_requested() { return requested != 0; }

}  // namespace quanvas::cli
