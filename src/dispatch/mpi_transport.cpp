#include "dispatch/mpi_transport.hpp"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <mutex>
#include <thread>

#include <mpi.h>

#include "base/error.hpp"
#include "dispatch/mpi_calls.hpp"

namespace quanvas::dispatch {
namespace {

constexpr int kTag = 1;

// Ends the process if it still exists when the time is over.
class Deadline {
 public:
  explicit Deadline(std::chrono::seconds time)
      : thread_([this, time](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          if (woken_.wait_for(lock, stop, time, [&] { return stop.stop_requested(); })) return;
          std::fprintf(stderr, "quanvas: MPI has not started after %lld s; another rank may have crashed meanwhile\n",
                       static_cast<long long>(time.count()));
          std::_Exit(70);
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;
};

}  // namespace

// Messages under way, with the bytes that MPI still reads. A list, so that they stay where they are.
struct MpiTransport::Pending {
  struct Message {
    std::string bytes;
    MPI_Request request;
  };
  std::list<Message> messages;

  void drop_finished(LostRanks lost_ranks) {
    std::erase_if(messages, [lost_ranks](Message& message) {
      int done = 0;
      const int code = MPI_Test(&message.request, &done, MPI_STATUS_IGNORE);
      if (lost_ranks == LostRanks::fatal) check(code, "send");
      return done != 0 || code != MPI_SUCCESS;
    });
  }
};

MpiTransport::MpiTransport(LostRanks lost_ranks) : lost_ranks_(lost_ranks), pending_(std::make_unique<Pending>()) {
  std::optional<Deadline> deadline;
  if (lost_ranks == LostRanks::survived) deadline.emplace(kLongestStart);
  int provided = 0;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "start");
  require(provided >= MPI_THREAD_SERIALIZED,
          "MPI, start: this MPI library does not work with threads; use one that does");
  check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "error handler");
  host_ = std::make_unique<MpiHost>();
}

MpiTransport::~MpiTransport() {
  for (Pending::Message& message : pending_->messages) MPI_Wait(&message.request, MPI_STATUS_IGNORE);
  host_.reset();
  MPI_Finalize();
}

Rank MpiTransport::rank() const {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return Rank(static_cast<std::uint32_t>(rank));
}

std::size_t MpiTransport::ranks() const {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return static_cast<std::size_t>(size);
}

void MpiTransport::send(Rank to, std::string bytes) {
  const std::lock_guard lock(mutex_);
  pending_->drop_finished(lost_ranks_);
  Pending::Message& message = pending_->messages.emplace_back(Pending::Message{std::move(bytes), MPI_REQUEST_NULL});
  const int code = MPI_Isend(message.bytes.data(), static_cast<int>(message.bytes.size()), MPI_CHAR,
                             static_cast<int>(to.value), kTag, MPI_COMM_WORLD, &message.request);
  if (lost_ranks_ == LostRanks::fatal) check(code, "send");
  else if (code != MPI_SUCCESS) pending_->messages.pop_back();
}

std::optional<Envelope> MpiTransport::receive(std::chrono::milliseconds wait) {
  return ask_until(std::chrono::steady_clock::now() + wait, [this] { return try_receive(); });
}

std::optional<Envelope> MpiTransport::try_receive() {
  const std::lock_guard lock(mutex_);
  pending_->drop_finished(lost_ranks_);
  int there = 0;
  MPI_Status status;
  const int code = MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &there, &status);
  if (lost_ranks_ == LostRanks::fatal) check(code, "probe");
  if (code != MPI_SUCCESS || !there) return std::nullopt;
  int size = 0;
  check(MPI_Get_count(&status, MPI_CHAR, &size), "probe");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  check(MPI_Recv(bytes.data(), size, MPI_CHAR, status.MPI_SOURCE, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE), "receive");
  return Envelope{Rank(static_cast<std::uint32_t>(status.MPI_SOURCE)), std::move(bytes)};
}

void MpiTransport::leave(int exit_code) const { std::_Exit(exit_code); }

void MpiTransport::abort(int exit_code) const {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

}  // namespace quanvas::dispatch
