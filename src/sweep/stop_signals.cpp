#include "sweep/stop_signals.hpp"

#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>

#include "store/running.hpp"

namespace quanvas::sweep {
namespace {

volatile std::sig_atomic_t requested = 0;

void request(int signal) {
  requested = 1;
  store::note_signal(signal);
}

// A process that crashes says of what before it ends; not where another one has sent the signal.
void note_and_die(int signal, siginfo_t* info, void*) {
  if (info->si_code > 0 || info->si_pid == ::getpid()) store::note_signal(signal);
  ::raise(signal);  // the handler is gone by now
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void catch_stop_signals() {
  requested = 0;
  for (const int signal : store::kStopSignals) {
    // Whoever started this with nohup, or without SIGPIPE, has meant it. Shells ignore SIGINT for all they put behind.
    if ((signal == SIGHUP || signal == SIGPIPE) && is_ignored(signal)) continue;
    struct sigaction action {};
    action.sa_handler = request;
    action.sa_flags = SA_RESTART | (signal == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
  for (const int signal : store::kCrashSignals) {
    struct sigaction action {};
    action.sa_sigaction = note_and_die;
    action.sa_flags = SA_SIGINFO | static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

bool stop_requested() { return requested != 0; }

void stop_with_parent() {
  const pid_t parent = ::getppid();
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) request(SIGTERM);  // it has ended in between
}

}  // namespace quanvas::sweep
