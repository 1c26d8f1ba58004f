// What the environment says of how this process was launched: as one of several ranks or by itself. Asked before MPI,
// so that a program that is run by hand never starts it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"

namespace quanvas::dispatch {

// What a launcher (mpirun, srun) has told this process.
struct Launcher {
  std::size_t ranks = 1;           // that it started
  const char* variable = nullptr;  // of the environment, that says so; null where none does
  bool connects = true;            // whether the launcher may connect them; else MPI is not even to be started
};

Launcher launcher();

// Whether a launcher or a batch system has started this process, as one of several or alone: then it decides about
// ranks.
bool is_launched();

// What starts so many ranks of a program on this host, with whatever cores there are. Empty where this build is without
// MPI, or its launcher is not here.
std::vector<std::string> local_launch(std::size_t ranks);

// The rank that the launcher gave this process; 0 without a launcher.
Rank launched_rank();

// MPI connects this process with no other although it was launched with others: each would take itself for the only
// one.
class Unconnected : public Error {
 public:
  // Says what to set.
  explicit Unconnected(const Launcher& launcher);

  // Whether this process is the one to say so: rank 0, or each where the launcher's variables may have leaked.
  bool is_told_here() const { return is_told_here_; }

 private:
  bool is_told_here_;
};

}  // namespace quanvas::dispatch
