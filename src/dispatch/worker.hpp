// The worker: runs the trials that it is assigned, one after another, with the one guard around each.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "dispatch/transport.hpp"
#include "trial/outcome.hpp"

namespace quanvas::dispatch {

// A trial as it is assigned.
struct Job {
  trial::TrialSpec spec;  // canonical
  trial::Key key;
  std::uint32_t last_epoch = 0;  // the epochs to run up to; 0: all
};

// Called by a trial after each epoch, with the number of epochs that it has run and a function that gives its state as
// bytes. Does not return, but unwinds the trial, where this has to be left.
using Pulse = std::function<void(std::size_t epochs, const std::function<std::string()>& state)>;

struct WorkerOptions {
  // What a trial does. Whatever std::exception it throws makes the trial failed, not the sweep.
  std::function<trial::Outcome(const Job&, const Pulse&)> run;

  // Puts a finished trial where it is safe. Only then is it reported; an exception here stops the sweep.
  std::function<void(const trial::Record&)> save;

  // Told which trial begins, before it does, and that it has ended. May be left out.
  std::function<void(const trial::Key&)> begin;
  std::function<void()> end;

  // Keeps the state of a trial that waits at its last epoch, that runs long, or that may be cut off. May be left out;
  // an exception here stops the sweep.
  std::function<void(const trial::Key&, const std::string& state)> keep;
  std::chrono::milliseconds keep_every{std::chrono::minutes(5)};

  trial::Execution execution;  // host, rank, threads and program; times are measured

  std::function<bool()> stop;              // whether this process has been told to stop
  std::chrono::milliseconds grace{30000};  // how long a trial that is running may continue after a stop
  std::chrono::milliseconds alive_every{2000};

  // How long the coordinator may say nothing before the worker gives up; 0: for ever. It has to speak from the start
  // (dispatch/heartbeat.hpp).
  std::chrono::milliseconds silence{0};
};

// Runs trials until the coordinator says stop. Returns false where it gave up on a silent coordinator.
bool work(Transport& transport, const WorkerOptions& options);

}  // namespace quanvas::dispatch
