#include "sweep/requeue.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/cluster.hpp"
#include "batch/command.hpp"
#include "batch/script.hpp"
#include "store/file.hpp"
#include "store/index.hpp"
#include "sweep/batch_jobs.hpp"

namespace quanvas::sweep {
namespace {

constexpr std::chrono::seconds kUntilKilled{60};
constexpr const char* kCheckpoint = "newest_checkpoint";  // in the file of starts; nanoseconds of the file clock

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

std::filesystem::path starts_file(const store::Folder& folder) {
  const std::string task = variable("SLURM_ARRAY_TASK_ID");
  return batch::job_folder(folder.root) / fmt::format("starts{}.json", task.empty() ? "" : "-" + task);
}

Starts read_starts(const store::Folder& folder) {
  Starts starts;
  std::error_code ignored;
  if (!std::filesystem::exists(starts_file(folder), ignored)) return starts;
  const std::vector<std::byte> bytes = store::read_whole(starts_file(folder));
  const char* const text = reinterpret_cast<const char*>(bytes.data());
  const Json json = Json::parse(text, text + bytes.size(), nullptr, false);
  if (!json.is_object()) return starts;
  starts.best.count = json.value("count", std::size_t{0});
  if (json.contains(kCheckpoint))
    starts.best.checkpoint =
        std::filesystem::file_time_type(std::chrono::nanoseconds(json.value(kCheckpoint, std::int64_t{0})));
  starts.in_vain = json.value("in_vain", std::int64_t{0});
  return starts;
}

void write_starts(const store::Folder& folder, const Starts& starts) {
  Json json{{"count", starts.best.count}, {"in_vain", starts.in_vain}};
  if (starts.best.checkpoint)
    json[kCheckpoint] =
        std::chrono::duration_cast<std::chrono::nanoseconds>(starts.best.checkpoint->time_since_epoch()).count();
  const std::string text = json_text(json) + '\n';
  store::write_whole(starts_file(folder), std::as_bytes(std::span(text)));
}

}  // namespace

std::string own_job() {
  const std::string task = variable("SLURM_ARRAY_TASK_ID");
  return task.empty() ? variable("SLURM_JOB_ID") : variable("SLURM_ARRAY_JOB_ID") + "_" + task;
}

Starts note_start(const store::Folder& folder, const trial::Sweep& sweep) {
  Starts starts = read_starts(folder);
  const RestartProgress now = restart_progress(folder, sweep);
  starts.in_vain = now.exceeds(starts.best) ? 0 : starts.in_vain + 1;
  if (now.exceeds(starts.best)) starts.best = now;
  store::make_folder(batch::job_folder(folder.root));
  write_starts(folder, starts);
  return starts;
}

bool is_over(const store::Folder& folder, const trial::Sweep& sweep) {
  const store::Index index = read_index(folder, sweep);
  return index.missing() == 0 && (index.count(trial::Status::stopped) == 0 || sweep.early_stopping);
}

bool is_ending(const std::string& job) {
  constexpr std::string_view kGoing[] = {"RUNNING", "SUSPENDED", "STOPPED", "SIGNALING", "RESIZING"};
  return std::ranges::find(kGoing, batch::job_state(job)) == std::end(kGoing);
}

void requeue(const std::string& job) {
  const batch::Answer answer = batch::run_command({"scontrol", "requeue", job});
  require(answer.exit_code == 0,
          "job {} cannot be put back into the queue: {}; where a site forbids it, `requeue = false` in the site file "
          "submits a successor",
          job, trim(answer.errors + answer.output));
  std::this_thread::sleep_for(kUntilKilled);
}

void submit_successor(const store::Folder& folder, const std::string& job, const std::string& script) {
  std::vector<std::string> words{"--dependency=afterany:" + job};
  if (const std::string task = variable("SLURM_ARRAY_TASK_ID"); !task.empty()) words.push_back("--array=" + task);
  note_jobs(folder, {{.id = batch::submit_script(words, script), .what = "sweep"}});
  std::string all = "Dependency=afterany";
  for (const BatchJob& other : jobs_of(folder))
    if (other.what == "sweep") all += ":" + other.id;
  for (const BatchJob& other : jobs_of(folder))
    if (other.what == "report") batch::run_command({"scontrol", "update", "JobId=" + other.id, all});
}

}  // namespace quanvas::sweep
