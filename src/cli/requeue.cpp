// quanvas requeue: the end of a batch script. Puts the job back into the queue while there is something left to run.
#include <ostream>

#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "sweep/folder.hpp"
#include "sweep/requeue.hpp"

namespace quanvas::cli {

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
  const trial::Sweep sweep = sweep::read_folder_sweep(folder);
  if (code != kTryAgain && sweep::is_over(folder, sweep)) return code;
  const std::string job = sweep::own_job();
  require(!job.empty(), "requeue: this is no job of SLURM: $SLURM_JOB_ID is not set");
  if (sweep::is_ending(job)) {
    invocation.out << fmt::format(
        "job {} was cancelled, or SLURM puts it back itself: no more is done about it; `quanvas submit` with the same "
        "options resumes the sweep\n",
        job);
    return code;
  }

  const sweep::Starts starts = sweep::note_start(folder, sweep);
  const auto most = (*values)["restarts"].as<std::int64_t>();
  require(starts.in_vain < most,
          "the last {} starts have brought nothing new, so that job {} is not put back into the queue; see its log, "
          "and `quanvas status {}`",
          starts.in_vain, job, folder.root.string());
  invocation.out << fmt::format("the sweep ended with exit code {}; job {} goes back into the queue\n", code, job)
                 << std::flush;
  if (values->count("successor")) sweep::submit_successor(folder, job, (*values)["successor"].as<std::string>());
  else sweep::requeue(job);
  return code;
}

}  // namespace quanvas::cli
