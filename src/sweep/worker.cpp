#include "sweep/worker.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "base/build_info.hpp"
#include "base/process.hpp"
#include "dispatch/worker.hpp"
#include "store/checkpoint.hpp"
#include "store/running.hpp"
#include "sweep/stop_signals.hpp"
#include "sweep/threads.hpp"

namespace quanvas::sweep {
namespace {

class SweepWorker {
 public:
  SweepWorker(const Options& options, RunTrial run)
      : folder_(options.folder), writer_(options.folder), run_(std::move(run)) {}

  trial::Outcome run(const dispatch::Job& job, const dispatch::Pulse& pulse) {
    const auto observe = [&](const train::Moment& moment) {
      pulse(moment.training.gradient_norms.size(), moment.checkpoint);
    };
    return run_(job.spec,
                {.observer = observe, .checkpoint = read_checkpoint(folder_, job.key), .last_epoch = job.last_epoch});
  }

  void begin(const trial::Key& key) {
    if (!mark_) mark_.emplace(folder_);  // not before: only then is it sure that the folder is there
    mark_->begin(key);
  }
  void end() { mark_->end(); }

  void save(const trial::Record& record) {
    writer_.save(record);
    if (!std::holds_alternative<trial::Stopped>(record.outcome)) remove_checkpoint(folder_, record.key);
  }

 private:
  store::Folder folder_;
  store::ShardWriter writer_;
  std::optional<store::RunningMark> mark_;
  RunTrial run_;
};

}  // namespace

RunTrial train_trial(train::Datasets datasets) {
  return [runner = std::make_shared<train::TrialRunner>(std::move(datasets))](
             const trial::TrialSpec& spec, const train::RunOptions& options) { return runner->run(spec, options); };
}

bool run_worker(dispatch::Transport& transport, const Options& options, std::size_t threads, RunTrial run) {
  use_threads(threads);
  SweepWorker worker(options, std::move(run));
  return work(
      transport,
      {.run = [&](const dispatch::Job& job, const dispatch::Pulse& pulse) { return worker.run(job, pulse); },
       .save = [&](const trial::Record& record) { worker.save(record); },
       .begin = [&](const trial::Key& key) { worker.begin(key); },
       .end = [&] { worker.end(); },
       .keep = [&](const trial::Key& key, const std::string& state) { write_checkpoint(options.folder, key, state); },
       .keep_every = options.checkpoint_every,
       .execution = {.host = host_name(),
                     .rank = static_cast<int>(transport.rank().value),
                     .threads = static_cast<int>(threads),
                     .revision = build_info().revision,
                     .build = build_text(build_info().compiler, build_info().flags)},
       .stop = stop_requested,
       .grace = options.grace,
       .silence = 2 * options.silence()});
}

}  // namespace quanvas::sweep
