// A sweep of trials that train nothing, in a folder of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/records.hpp"
#include "support/temporary_folder.hpp"
#include "sweep/run.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::test {

// Six trials, the seeds 0 to 5, of three epochs.
inline constexpr std::string_view kSixSeeds = R"([sweep]
name = "fake"
[fixed]
dataset = "synthetic"
samples_per_class = 4
epochs = 3
[axes]
seed = {range = [0, 5]}
)";

class FakeSweep {
 public:
  explicit FakeSweep(std::string_view text = kSixSeeds) {
    write(text);
    options.folder = {temporary_.path() / "out"};
    options.threads = 1;
  }

  void write(std::string_view text) { options.file = temporary_.write("s.toml", text).string(); }

  trial::Sweep sweep() const { return trial::read_sweep(options.file, sweep::vocabulary()); }

  // What a trial does; by default it trains for as many epochs as it may, with its seed as its accuracy.
  std::function<trial::Outcome(const trial::TrialSpec&, const train::RunOptions&)> trial = train;

  static trial::Outcome train(const trial::TrialSpec& spec, const train::RunOptions& options) {
    const bool stops = options.last_epoch != 0 && std::cmp_less(options.last_epoch, spec.epochs);
    trial::TrainingRecord training =
        made_up_training(stops ? options.last_epoch : static_cast<std::size_t>(spec.epochs), 1);
    for (trial::Curve& curve : training.curves)
      if (curve.name == "validation_accuracy") curve.values.assign(curve.values.size(), static_cast<double>(spec.seed));
    if (stops) return trial::Stopped{.training = training, .message = "early stopping"};
    return trial::Completed{.training = training};
  }

  // Runs the sweep with one worker; afterwards the members below say what happened.
  sweep::End run() {
    ran.clear();
    notices.clear();
    sweep::LocalLaunch launch(options, [this](const trial::TrialSpec& spec, const train::RunOptions& run_options) {
      ran.push_back(spec.seed);
      return trial(spec, run_options);
    });
    return run_sweep(
        options, [this](const sweep::Notice& notice) { take(notice); }, launch);
  }

  // The notice of a kind, if there was exactly one.
  template <class Kind>
  std::optional<Kind> only() const {
    std::optional<Kind> found;
    for (const sweep::Notice& notice : notices)
      if (const auto* content = std::get_if<Kind>(&notice)) {
        if (found) return std::nullopt;
        found = *content;
      }
    return found;
  }

  sweep::Options options;
  std::vector<std::int64_t> ran;       // seeds of the trials, in the order in which they began
  std::vector<sweep::Notice> notices;  // but progress and the summary
  store::Index index;                  // of the summary

 private:
  void take(const sweep::Notice& notice) {
    if (const auto* summary = std::get_if<sweep::Summary>(&notice)) index = summary->index;
    else if (!std::holds_alternative<sweep::Progress>(notice)) notices.push_back(notice);
  }

  TemporaryFolder temporary_;
};

}  // namespace quanvas::test
