// The program: looks up a command, runs it, turns errors into an exit code.
#include <csignal>
#include <iostream>
#include <span>

#include "base/process.hpp"
#include "cli/command.hpp"

int main(int argc, char** argv) {
  quanvas::occupy_standard_descriptors();
  std::signal(SIGXFSZ, SIG_IGN);  // writing beyond `ulimit -f` is an error then, with a reason
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return quanvas::cli::run(arguments, std::cout, std::cerr);
}
