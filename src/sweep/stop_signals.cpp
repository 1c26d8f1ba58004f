#include "sweep/stop_signals.hpp"

#include <csignal>
#include <initializer_list>

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

// A process that dies of a mistake says of what before it does.
void note_and_die(int signal) {
  store::note_signal(signal);
  ::raise(signal);  // the handler is gone by now
}

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
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    struct sigaction action {};
    action.sa_handler = note_and_die;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
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
