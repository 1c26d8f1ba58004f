// quanvas train: one trial, here and now, without MPI.
#include <chrono>
#include <ostream>

#include "cli/json.hpp"
#include "cli/threads.hpp"
#include "cli/trial_options.hpp"
#include "cli/vocabulary.hpp"
#include "train/run_trial.hpp"

namespace quanvas::cli {
namespace {

using Clock = std::chrono::steady_clock;

double last(const trial::Training& training, std::string_view curve) { return training.find(curve)->values.back(); }

void print_epoch(const trial::Training& training, std::ostream& out) {
  const std::size_t epoch = training.gradient_norms.size();
  if (epoch == 1)
    out << "epoch   train loss  accuracy   validation loss  accuracy   seconds   gradient norm per layer\n";
  std::string norms;
  for (std::size_t k = 0; k < training.gradient_reached.size(); ++k)
    norms += training.gradient_reached[k] ? fmt::format("  {:.3e}", training.gradient_norms.back()[k]) : "  unreached";
  out << fmt::format("{:>5}   {:>10.4f}  {:>7.2f}%   {:>15.4f}  {:>7.2f}%   {:>7.3f} {}\n", epoch, last(training, "train_loss"),
                     100 * last(training, "train_accuracy"), last(training, "validation_loss"), 100 * last(training, "validation_accuracy"),
                     last(training, "epoch_seconds"), norms)
      << std::flush;
}

void print_end(const trial::Record& record, std::ostream& out) {
  const trial::Training& training = *training_of(record.outcome);
  out << fmt::format("\n{}{}{} in {}: {} trained parameters, feature map {}x{}x{}, key {}\n", status_of(record.outcome),
                     message_of(record.outcome).empty() ? "" : ": ", message_of(record.outcome), duration(record.execution.seconds),
                     training.parameters, training.feature_shape[0], training.feature_shape[1], training.feature_shape[2], record.key.text);
}

}  // namespace

int run_train(const Invocation& invocation) {
  Arguments arguments("train", "[--PARAMETER VALUE ...] [--threads N] [--json]",
                      "Trains one network and shows every epoch. Each trial parameter is an option; the value shown beside it is its\n"
                      "default. Training accuracy and loss are means over an epoch's batches, validation is measured after it. Example:\n"
                      "  quanvas train --dataset mnist --wiring O1+O2 --seed 3");
  add_trial_options(arguments);
  add_threads_option(arguments);
  arguments.add("json", "one JSON object on standard output instead of the table");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;

  const bool json = values->count("json") > 0;
  const trial::TrialSpec spec = vocabulary().canonical(trial_from(*values));
  const std::size_t threads = choose_threads(threads_from(*values), core_share(1));
  use_threads(threads);

  train::TrialRunner runner;
  const train::EpochObserver show = [&](const train::Moment& moment) { print_epoch(moment.training, invocation.out); };
  const auto start = Clock::now();
  trial::Record record{.key = content_key(spec), .spec = spec, .outcome = runner.run(spec, {.observer = json ? train::EpochObserver{} : show}), .execution = {}};
  record.execution.threads = static_cast<int>(threads);
  record.execution.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (json) invocation.out << to_json(record).dump(2) << '\n';
  else print_end(record, invocation.out);
  return std::holds_alternative<trial::Completed>(record.outcome) ? kSuccess : kTrialFailed;
}

}  // namespace quanvas::cli
