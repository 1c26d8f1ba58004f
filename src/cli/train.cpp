// quanvas train: one trial, here and now, without MPI.
#include <chrono>
#include <ostream>

#include "base/error.hpp"
#include "cli/network_option.hpp"
#include "cli/threads_option.hpp"
#include "cli/trial_options.hpp"
#include "sweep/folder.hpp"
#include "sweep/threads.hpp"
#include "sweep/vocabulary.hpp"
#include "train/run_trial.hpp"
#include "trial/comparison.hpp"
#include "trial/json.hpp"

namespace quanvas::cli {
namespace {

using Clock = std::chrono::steady_clock;

double last(const trial::TrainingRecord& training, std::string_view curve) {
  return training.find(curve)->values.back();
}

void print_epoch(const trial::TrainingRecord& training, std::ostream& out) {
  const std::size_t epoch = training.gradient_norms.size();
  const bool tested = training.find("test_loss");
  if (epoch == 1)
    out << fmt::format(
        "epoch   train loss  accuracy   validation loss  accuracy   {}seconds   gradient norm per layer\n",
        tested ? "test loss  accuracy   " : "");
  std::string norms;
  for (std::size_t k = 0; k < training.gradient_reached.size(); ++k)
    norms += training.gradient_reached[k] ? fmt::format("  {:.3e}", training.gradient_norms.back()[k]) : "  unreached";
  const std::string test =
      tested ? fmt::format("{:>9.4f}  {:>7.2f}%   ", last(training, "test_loss"), 100 * last(training, "test_accuracy"))
             : "";
  out << fmt::format("{:>5}   {:>10.4f}  {:>7.2f}%   {:>15.4f}  {:>7.2f}%   {}{:>7.3f} {}\n", epoch,
                     last(training, "train_loss"), 100 * last(training, "train_accuracy"),
                     last(training, "validation_loss"), 100 * last(training, "validation_accuracy"), test,
                     last(training, "epoch_seconds"), norms)
      << std::flush;
}

void print_end(const trial::Record& record, std::ostream& out) {
  const trial::TrainingRecord& training = *training_of(record.outcome);
  out << fmt::format("\n{}{}{} in {}: {} trained parameters, feature map {}x{}x{}, key {}\n",
                     to_name(status_of(record.outcome)), message_of(record.outcome).empty() ? "" : ": ",
                     message_of(record.outcome), duration(record.execution.seconds), training.parameters,
                     training.feature_shape[0], training.feature_shape[1], training.feature_shape[2], record.key.text);
}

// The trial that --from names.
std::optional<trial::Record> record_from(const po::variables_map& values) {
  if (!values.count("from")) return std::nullopt;
  for (const trial::Axis& axis : trial::kAxes)
    require(!values.count(std::string(axis.key)),
            "--from takes all parameters from the trial; without it --{} may be given", axis.key);
  const auto& words = values["from"].as<std::vector<std::string>>();
  require(words.size() == 2,
          "--from takes two words: the output folder of a sweep, or its results.h5, and a trial's key or number");
  return sweep::find_trial({words[0]}, words[1]);
}

int compare(const trial::Record& before, const trial::Record& again, std::ostream& out) {
  const trial::TrainingRecord* one = training_of(before.outcome);
  const trial::TrainingRecord* other = training_of(again.outcome);
  require(one, "the trial on disk is {}: {}; there is nothing to compare with", to_name(status_of(before.outcome)),
          message_of(before.outcome));
  if (const std::string difference = trial::first_difference(*one, *other); !difference.empty()) {
    out << fmt::format("it differs from the one on disk, first in {}\n", difference);
    return kTrialFailed;
  }
  out << "the same bits as the one on disk\n";
  return kSuccess;
}

}  // namespace

int run_train(const Invocation& invocation) {
  Arguments arguments(
      "train", "[--PARAMETER VALUE ...] [--threads N] [--json]",
      "Trains one network and shows every epoch. Each trial parameter is an option; the value shown beside it is its\n"
      "default. `quanvas help train --model NAME` lists that model's own first. Training accuracy and loss are means\n"
      "over an epoch's batches, validation is measured after it. Example:\n"
      "  quanvas train --dataset mnist --wiring O1+O2 --seed 3");
  arguments.add(
      "from", po::value<std::vector<std::string>>()->multitoken()->value_name("DIR KEY"),
      "run a trial of a sweep's folder, or of its results.h5 alone, again, and say whether it gives the same bits; KEY "
      "as for `quanvas show`");
  const NetworkOption network(invocation);
  network.add_to(arguments);
  add_threads_option(arguments);
  arguments.add("json", "one JSON object on standard output instead of the table");
  add_trial_options(arguments, asked_model(invocation.arguments));
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;

  const bool json = values->count("json") > 0;
  const std::optional<trial::Record> before = record_from(*values);
  const trial::TrialSpec spec =
      before ? before->spec : canonical_trial(trial_from(*values, network), sweep::vocabulary(), invocation.err);
  const std::size_t threads = sweep::choose_threads(threads_from(*values), sweep::core_share(1));
  use_threads(threads);

  train::Datasets datasets;
  for (const train::DatasetPart& part : train::parts_of(spec))
    for (const std::string& remark : datasets.emplace(part, train::load(part)).first->second.remarks)
      invocation.err << remark << '\n';
  train::TrialRunner runner(std::move(datasets));
  const train::EpochObserver show = [&](const train::Moment& moment) { print_epoch(moment.training, invocation.out); };
  const auto start = Clock::now();
  trial::Record record{.key = content_key(spec),
                       .spec = spec,
                       .outcome = runner.run(spec, {.observer = json ? train::EpochObserver{} : show}),
                       .execution = {}};
  record.execution.threads = static_cast<int>(threads);
  record.execution.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (json) invocation.out << json_text(to_json(record), 2) << '\n';
  else print_end(record, invocation.out);
  if (before) return compare(*before, record, json ? invocation.err : invocation.out);
  return std::holds_alternative<trial::Completed>(record.outcome) ? kSuccess : kTrialFailed;
}

}  // namespace quanvas::cli
