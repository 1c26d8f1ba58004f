// What came back from a trial. Each way a trial can end is a value; none is an exception.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "trial/key.hpp"
#include "trial/spec.hpp"

namespace quanvas::trial {

// Which values of a metric are better.
enum class Better { neither, lower, higher };
constexpr auto texts_of(Better) { return texts("neither", "lower", "higher"); }

// A metric over the epochs. Its last value is the trial's final metric.
struct Curve {
  std::string name;     // a row of train/metrics, as the next three
  std::string unit;     // "" for fractions
  std::string meaning;  // a sentence
  Better better = Better::neither;
  std::vector<double> values;  // [epoch]
};

struct TrainingRecord {
  std::vector<Curve> curves;
  std::vector<std::vector<double>> gradient_norms;  // [epoch][quanvolutional layer]; mean L2 norm over the steps
  std::vector<bool> gradient_reached;  // [layer]; false where training computes no gradient for the layer (norm 0)
  std::array<std::size_t, 3> feature_shape{};  // channels, height, width of the map that the head sees
  std::size_t parameters = 0;                  // numbers that training may change
  std::string data_checksum;                   // of the data set's images and labels

  // The curve called `name`, or null.
  const Curve* find(std::string_view name) const;
};

struct Completed {
  TrainingRecord training;
};

// The loss stopped being finite; the curves end with the epoch in which it happened.
struct Diverged {
  TrainingRecord training;
  std::string message;
};

// The trial threw; the message is the error's.
struct Failed {
  std::string message;
};

// The process that ran it crashed, repeatedly; there is no training.
struct Lost {
  std::string message;
};

// Left before its last epoch: early stopping ruled it out.
struct Stopped {
  TrainingRecord training;
  std::string message;
};

using Outcome = std::variant<Completed, Diverged, Failed, Lost, Stopped>;

// Which of them it is. Files, messages and JSON name them as here (to_name, parse_name).
enum class Status { completed, diverged, failed, lost, stopped };
constexpr auto texts_of(Status) { return texts("completed", "diverged", "failed", "lost", "stopped"); }
static_assert(texts_of(Status{}).size() == std::variant_size_v<Outcome>);

Status status_of(const Outcome& outcome);
std::string_view message_of(const Outcome& outcome);        // "" where completed
const TrainingRecord* training_of(const Outcome& outcome);  // null where failed or lost

// Where and how a trial ran: facts that may differ between runs whose results are equal.
struct Execution {
  std::string host;
  int rank = 0;
  int threads = 1;
  double seconds = 0;
  std::string started;  // UTC, as in 2026-11-25T19:48:03Z; "" where not known, likewise below
  std::string ended;
  std::string revision;  // of the program
  std::string build;     // base/build_info
};

// A finished trial, as it is stored.
struct Record {
  Key key;
  TrialSpec spec;  // canonical
  Outcome outcome;
  Execution execution;
  int attempts = 1;  // times it was begun and ended in a result, a failure included
};

}  // namespace quanvas::trial
