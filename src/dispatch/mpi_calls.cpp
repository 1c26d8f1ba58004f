#include "dispatch/mpi_calls.hpp"

#include <string_view>

#include <mpi.h>

#include "base/error.hpp"

namespace quanvas::dispatch {

void check(int code, const char* what) {
  if (code == MPI_SUCCESS) return;
  char reason[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, reason, &length);
  fail("MPI, {}: {}", what, std::string_view(reason, static_cast<std::size_t>(length)));
}

}  // namespace quanvas::dispatch
