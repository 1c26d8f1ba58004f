// Other programs, run to their end.
#pragma once

#include <string>
#include <vector>

namespace quanvas::batch {

struct Answer {
  int exit_code = 0;  // 128 + N where signal N ended it
  std::string output;
  std::string errors;
};

// Runs a program found on the PATH with these words as they are, without a shell. Throws Error where it cannot be
// started.
Answer run_command(const std::vector<std::string>& words);

// Whether the PATH has such a program.
bool has_command(const std::string& name);

// A word as a POSIX shell reads it back, in quotes where it needs them.
std::string shell_word(const std::string& word);

}  // namespace quanvas::batch
