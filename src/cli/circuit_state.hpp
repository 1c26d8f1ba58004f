// State vectors for people and for other programs.
#pragma once

#include <fstream>
#include <iosfwd>
#include <string>

#include "sim/state.hpp"

namespace quanvas::cli {

// "amplitude, basis state" line by line, without amplitudes of 0.
void print_state(const sim::State& state, std::ostream& out);

// [[real, imaginary], ...], one for each basis state.
void write_json_state(const sim::State& state, std::ostream& out);

// A file of the states of one circuit after another, in the format that its name ends with: .npy (NumPy's, complex128;
// [2^wires], or [circuits, 2^wires] of several), .json (one circuit), or else text as above (one circuit).
class StateFile {
 public:
  // Throws Error for a file that cannot be written, and for several circuits in another format than .npy.
  StateFile(std::string path, std::size_t circuits, std::size_t basis_states);

  void write(const sim::State& state);

 private:
  std::string path_;
  std::ofstream file_;
};

}  // namespace quanvas::cli
