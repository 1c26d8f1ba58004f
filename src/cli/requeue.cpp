// quanvas requeue: the end of a batch script. Puts the job back into the queue while there is something left to run.
#include <chrono>
#include <cstdlib>
#include <ostream>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/command.hpp"
#include "batch/script.hpp"
#include "cli/achievement.hpp"
#include "cli/arguments.hpp"
#include "cli/batch_jobs.hpp"
#include "cli/sweep_view.hpp"
#include "store/file.hpp"
#include "store/index.hpp"

namespace quanvas::cli {
namespace {

constexpr std::chrono::seconds kUntilKilled{60};

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

// The number of the job that this is, or of this task of an array: the last task's $SLURM_JOB_ID stands for all tasks.
std::string own_job() {
  const std::string task = variable("SLURM_ARRAY_TASK_ID");
  return task.empty() ? variable("SLURM_JOB_ID") : variable("SLURM_ARRAY_JOB_ID") + "_" + task;
}

// What the starts of this job, or of this task of an array, have brought so far.
struct Starts {
  Achievement best;
  std::int64_t in_vain = 0;  // in a row
};

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
  starts.best.checkpoint =
      std::filesystem::file_time_type(std::chrono::nanoseconds(json.value("checkpoint", std::int64_t{0})));
  starts.in_vain = json.value("in_vain", std::int64_t{0});
  return starts;
}

void write_starts(const store::Folder& folder, const Starts& starts) {
  const auto checkpoint =
      std::chrono::duration_cast<std::chrono::nanoseconds>(starts.best.checkpoint.time_since_epoch()).count();
  const std::string text =
      Json{{"count", starts.best.count}, {"checkpoint", checkpoint}, {"in_vain", starts.in_vain}}.dump() + '\n';
  store::write_whole(starts_file(folder), std::as_bytes(std::span(text)));
}

// Whether there is nothing left to run: a sweep may have ended whatever its launcher says.
bool is_over(const store::Folder& folder, const trial::Sweep& sweep) {
  const store::Index index = read_index(folder, sweep);
  return index.count("") == 0 && (index.count("stopped") == 0 || sweep.early_stopping);
}

// Puts this job back into the queue, which ends it.
void requeue(const std::string& job) {
  const batch::Answer answer = batch::run_command({"scontrol", "requeue", job});
  require(answer.exit_code == 0,
          "job {} cannot be put back into the queue: {}; where a site forbids it, `requeue = false` in the site file "
          "submits a successor",
          job, trim(answer.errors + answer.output));
  std::this_thread::sleep_for(kUntilKilled);
}

// Submits the script again, to begin when this job has ended; whoever waits for this job waits for that one.
void submit_successor(const store::Folder& folder, const std::string& job, const std::string& script) {
  std::vector<std::string> words{"sbatch", "--parsable", "--dependency=afterany:" + job};
  if (const std::string task = variable("SLURM_ARRAY_TASK_ID"); !task.empty()) words.push_back("--array=" + task);
  words.push_back(script);
  const batch::Answer answer = batch::run_command(words);
  require(answer.exit_code == 0, "{}: SLURM does not take the successor of job {}: {}", script, job,
          trim(answer.errors));
  const std::string_view line = trim(answer.output);
  note_jobs(folder, {{.id = std::string(line.substr(0, line.find(';'))), .what = "sweep"}});
  std::string all = "Dependency=afterany";
  for (const BatchJob& other : jobs_of(folder))
    if (other.what == "sweep") all += ":" + other.id;
  for (const BatchJob& other : jobs_of(folder))
    if (other.what == "report") batch::run_command({"scontrol", "update", "JobId=" + other.id, all});
}

}  // namespace

int run_requeue(const Invocation& invocation) {
  Arguments arguments("requeue", "DIR --exit-code N [--restarts N] [--successor SCRIPT]",
                      "For batch scripts, after `quanvas sweep` has ended there: puts the job back into SLURM's queue "
                      "while trials are left,\n"
                      "unless several starts in a row have brought nothing new. `quanvas submit` writes such scripts.");
  arguments.add_positional("DIR", "the output folder of the sweep");
  arguments.add("exit-code", po::value<int>()->default_value(kTryAgain)->value_name("N"), "with which the sweep ended");
  arguments.add("restarts", po::value<std::int64_t>()->default_value(3)->value_name("N"),
                "so many starts may bring nothing new");
  arguments.add("successor", po::value<std::string>()->value_name("SCRIPT"),
                "submit this script again, where a job may not requeue itself");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const int code = (*values)["exit-code"].as<int>();
  if (code == kSuccess || code == kBadInput || code == kInternal) return code;  // it has said why
  const store::Folder folder{(*values)["DIR"].as<std::string>()};
  const trial::Sweep sweep = read_folder_sweep(folder);
  if (code != kTryAgain && is_over(folder, sweep)) return code;
  const std::string job = own_job();
  require(!job.empty(), "requeue: this is no job of SLURM: $SLURM_JOB_ID is not set");

  Starts starts = read_starts(folder);
  const Achievement now = achievement_of(folder, sweep);
  starts.in_vain = now.exceeds(starts.best) ? 0 : starts.in_vain + 1;
  if (now.exceeds(starts.best)) starts.best = now;
  store::make_folder(batch::job_folder(folder.root));
  write_starts(folder, starts);
  const auto most = (*values)["restarts"].as<std::int64_t>();
  require(starts.in_vain < most,
          "the last {} starts have brought nothing new, so that job {} is not put back into the queue; see its log, "
          "and `quanvas status {}`",
          starts.in_vain, job, folder.root.string());
  invocation.out << fmt::format("the sweep ended with exit code {}; job {} goes back into the queue\n", code, job)
                 << std::flush;
  if (values->count("successor")) submit_successor(folder, job, (*values)["successor"].as<std::string>());
  else requeue(job);
  return code;
}

}  // namespace quanvas::cli
