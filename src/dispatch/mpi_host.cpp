#include "dispatch/mpi_host.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdint>
#include <vector>

#include <mpi.h>

#include "dispatch/mpi_calls.hpp"
#include "dispatch/transport.hpp"

namespace quanvas::dispatch {
namespace {

constexpr const char* kWhat = "memory of a host";

// Whether memory of that size can be shared. It has to be known before: MPI takes it from this file system, and where
// there is not enough, one process fails while the others wait for it, or dies when it touches what is not there. Twice
// the size, since others may take from it at the same time.
bool has_room(std::size_t bytes) {
  constexpr const char* kFileSystem = "/dev/shm";
  struct statvfs state;
  return ::access(kFileSystem, W_OK | X_OK) == 0 && ::statvfs(kFileSystem, &state) == 0 &&
         bytes / state.f_frsize < state.f_bavail / 2;
}

// Waits for what was begun, and returns its code.
int finish(MPI_Request request) {
  int code = MPI_SUCCESS;
  ask_until(std::chrono::steady_clock::time_point::max(), [&] {
    int done = 0;
    code = MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    return done != 0 || code != MPI_SUCCESS;
  });
  return code;
}

}  // namespace

struct MpiHost::Handles {
  MPI_Comm workers = MPI_COMM_NULL;
  std::vector<MPI_Win> windows;
};

MpiHost::MpiHost() : handles_(std::make_unique<Handles>()) {
  constexpr const char* kCount = "workers of a host";
  int rank = 0;
  check(MPI_Comm_rank(MPI_COMM_WORLD, &rank), kCount);
  const bool works = static_cast<std::uint32_t>(rank) != kCoordinator.value;
  check(MPI_Comm_split_type(MPI_COMM_WORLD, works ? MPI_COMM_TYPE_SHARED : MPI_UNDEFINED, rank, MPI_INFO_NULL,
                            &handles_->workers),
        kCount);
  if (!works) return;
  int workers = 0;
  int index = 0;
  check(MPI_Comm_size(handles_->workers, &workers), kCount);
  check(MPI_Comm_rank(handles_->workers, &index), kCount);
  workers_ = static_cast<std::size_t>(workers);
  index_ = static_cast<std::size_t>(index);
}

MpiHost::~MpiHost() {
  if (handles_->workers == MPI_COMM_NULL) return;
  if (!handles_->windows.empty()) {
    MPI_Request all_here = MPI_REQUEST_NULL;
    MPI_Ibarrier(handles_->workers, &all_here);
    finish(all_here);
  }
  for (MPI_Win& window : handles_->windows) MPI_Win_free(&window);
  MPI_Comm_free(&handles_->workers);
}

std::span<const std::byte> MpiHost::share(std::size_t from, const Offer& offer) {
  const bool gives = index_ == from;
  std::uint64_t bytes = gives && has_room(offer.bytes) ? offer.bytes : 0;
  MPI_Request told = MPI_REQUEST_NULL;
  check(MPI_Ibcast(&bytes, 1, MPI_UINT64_T, static_cast<int>(from), handles_->workers, &told), kWhat);
  check(finish(told), kWhat);
  if (bytes == 0) return {};

  void* memory = nullptr;
  MPI_Win window = MPI_WIN_NULL;
  const int made = MPI_Win_allocate_shared(gives ? static_cast<MPI_Aint>(bytes) : 0, 1, MPI_INFO_NULL,
                                           handles_->workers, &memory, &window) == MPI_SUCCESS;
  int made_by_all = 0;
  check(MPI_Allreduce(&made, &made_by_all, 1, MPI_INT, MPI_MIN, handles_->workers), kWhat);
  if (!made_by_all) return {};  // one that only some have cannot be freed
  handles_->windows.push_back(window);
  check(MPI_Win_set_errhandler(window, MPI_ERRORS_RETURN), kWhat);
  MPI_Aint size = 0;
  int unit = 1;
  check(MPI_Win_shared_query(window, static_cast<int>(from), &size, &unit, &memory), kWhat);
  const std::span block(static_cast<std::byte*>(memory), bytes);
  check(MPI_Win_fence(MPI_MODE_NOPRECEDE, window), kWhat);
  if (gives) offer.write(block);
  check(MPI_Win_fence(MPI_MODE_NOSUCCEED, window), kWhat);
  return block;
}

}  // namespace quanvas::dispatch
