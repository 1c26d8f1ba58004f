// What coordinator and workers say to each other, to and from bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/process.hpp"
#include "trial/outcome.hpp"

namespace quanvas::dispatch {

// Worker: I am here and have nothing to do.
struct Ready {
  Process process;
  friend bool operator==(const Ready&, const Ready&) = default;
};

// Coordinator: do these, in order, after what you have.
struct Assign {
  struct Task {
    TrialId id;
    std::string spec;              // trial::spec_text
    std::int32_t attempt = 1;      // of this trial, counted from 1
    std::uint32_t last_epoch = 0;  // the epochs to run up to; 0: all
    friend bool operator==(const Task&, const Task&) = default;
  };
  std::vector<Task> tasks;
  friend bool operator==(const Assign&, const Assign&) = default;
};

// A trial that has ended and is on disk.
struct Report {
  TrialId id;
  trial::Status status = trial::Status::completed;
  std::string message;  // as trial::message_of
  double seconds = 0;
  double score = 0;  // its validation accuracy at the last epoch that it ran; 0 where there is none
  friend bool operator==(const Report&, const Report&) = default;
};

// Worker: these have ended, in this order.
struct Reports {
  std::vector<Report> reports;
  friend bool operator==(const Reports&, const Reports&) = default;
};

// Worker, every few seconds: I am alive. Coordinator, in answer: so am I.
struct Alive {
  friend bool operator==(const Alive&, const Alive&) = default;
};

// Worker: results cannot be kept (a full disk, a vanished folder); there is no use in continuing.
struct Trouble {
  std::string message;
  friend bool operator==(const Trouble&, const Trouble&) = default;
};

// Worker: this process has been told to stop; the whole sweep should, in good order.
struct Leave {
  friend bool operator==(const Leave&, const Leave&) = default;
};

// Worker: I have ended, and say nothing more.
struct Bye {
  friend bool operator==(const Bye&, const Bye&) = default;
};

// Coordinator: finish what is running if that does not take long, leave the rest, say Bye.
struct Stop {
  friend bool operator==(const Stop&, const Stop&) = default;
};

using Message = std::variant<Ready, Assign, Reports, Alive, Trouble, Leave, Bye, Stop>;

std::string to_bytes(const Message& message);

// Throws Error for bytes that to_bytes did not make.
Message from_bytes(std::string_view bytes);

}  // namespace quanvas::dispatch
