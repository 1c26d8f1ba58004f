// The program's command line, in process.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace quanvas::test {

struct ProgramResult {
  int code;
  std::string out;
  std::string err;
};

inline ProgramResult call_program(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = cli::run(arguments, out, err);
  return {code, out.str(), err.str()};
}

}  // namespace quanvas::test
