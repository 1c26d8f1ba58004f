// The program: looks up a command, runs it, turns errors into an exit code.
#include <iostream>
#include <span>

#include "cli/command.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return quanvas::cli::run(arguments, std::cout, std::cerr);
}
