// What coordinator and workers say to each other, to and from bytes.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"

namespace quanvas::dispatch {

// Worker: I am here and have nothing to do.
struct Ready {
  friend bool operator==(const Ready&, const Ready&) = default;
};

// Coordinator: do these, in order, after what you have.
struct Assign {
  struct Task {
    TrialId id;
    std::string spec;  // trial::spec_text
    friend bool operator==(const Task&, const Task&) = default;
  };
  std::vector<Task> tasks;
  friend bool operator==(const Assign&, const Assign&) = default;
};

// Worker: this trial has ended and is on disk.
struct Report {
  TrialId id;
  std::string status;   // as trial::status_of
  std::string message;  // as trial::message_of
  double seconds = 0;
  friend bool operator==(const Report&, const Report&) = default;
};

// Worker: results cannot be kept (a full disk, a vanished folder); there is no use in going on.
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

using Message = std::variant<Ready, Assign, Report, Trouble, Leave, Bye, Stop>;

std::string to_bytes(const Message& message);

// Throws Error for bytes that to_bytes did not make.
Message from_bytes(std::string_view bytes);

}  // namespace quanvas::dispatch
