#include "batch/script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "batch/command.hpp"
#include "store/file.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::batch {
namespace {

using testing::HasSubstr;
using testing::Not;

Request request() {
  return {.name = "quanvas-fig08",
          .program = "/opt/quan vas/quanvas",
          .sweep_file = "/work/out/slurm/sweep.toml",
          .folder = "/work/out",
          .time = "02:00:00"};
}

void expect_valid(const std::string& script) {
  const test::TemporaryFolder temporary;
  const Answer answer = run_command({"bash", "-n", temporary.write("script", script).string()});
  EXPECT_EQ(answer.exit_code, 0) << answer.errors << script;
}

// Options that come after the first command are ignored by sbatch.
void expect_options_first(const std::string& script) {
  bool commands = false;
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#SBATCH")) EXPECT_FALSE(commands) << line;
    else if (!line.empty() && !line.starts_with('#')) commands = true;
  }
}

TEST(SweepScript, IsBashThatAsksForWhatWasRequested) {
  Site site{.partition = "cpu",
            .account = "phys",
            .options = {"--mail-type=FAIL"},
            .modules = {"openmpi/4.1"},
            .setup = {"export A=1"}};
  Request job = request();
  job.nodes = 3;
  job.tasks_per_node = 5;
  job.cpus_per_task = 4;
  job.options = {"--retries", "2"};
  const std::string script = sweep_script(job, site);
  expect_valid(script);
  expect_options_first(script);
  for (const char* line :
       {"#SBATCH --nodes=3\n", "#SBATCH --ntasks-per-node=5\n", "#SBATCH --cpus-per-task=4\n",
        "#SBATCH --partition=cpu\n", "#SBATCH --account=phys\n", "#SBATCH --mail-type=FAIL\n", "#SBATCH --requeue\n",
        "#SBATCH --signal=B:USR1@120\n", "\nmodule load openmpi/4.1\n", "\nexport A=1\n",
        "srun --mpi=pmix --kill-on-bad-exit=1 '/opt/quan vas/quanvas' sweep", " --retries 2 &\n"})
    EXPECT_THAT(script, HasSubstr(line));
  EXPECT_THAT(script, Not(HasSubstr("--array")));
  EXPECT_THAT(script, Not(HasSubstr("--successor")));
}

TEST(SweepScript, OfAnArrayTakesSharesWithoutALauncher) {
  Request job = request();
  job.tasks_per_node = 1;
  job.array = 7;
  job.array_at_once = 2;
  const std::string script = sweep_script(job, {.requeue = false});
  expect_valid(script);
  EXPECT_THAT(script, HasSubstr("#SBATCH --array=1-7%2\n"));
  EXPECT_THAT(script, HasSubstr("#SBATCH --no-requeue\n"));
  EXPECT_THAT(script, HasSubstr("--share \"$SLURM_ARRAY_TASK_ID/7\""));
  EXPECT_THAT(script, HasSubstr("--successor /work/out/slurm/sweep.sbatch"));
  EXPECT_THAT(script, Not(HasSubstr("srun -")));
}

TEST(SweepScript, TellsMpirunToBindUnlessTheSiteDoes) {
  EXPECT_THAT(sweep_script(request(), {.launcher = "mpirun"}),
              HasSubstr("mpirun --bind-to core --map-by slot:PE=$SLURM_CPUS_PER_TASK '/opt"));
  EXPECT_THAT(sweep_script(request(), {.launcher = "mpirun --mine"}), HasSubstr("mpirun --mine '/opt"));
}

TEST(SweepScript, IsToldAtMostAQuarterOfItsTimeBeforeTheEnd) {
  Request job = request();
  job.time = "2";
  EXPECT_THAT(sweep_script(job, {}), HasSubstr("B:USR1@30\n"));
  EXPECT_THAT(sweep_script(job, {}), HasSubstr("--grace 20s"));
}

TEST(ReportScript, DrawsWhereTheAnalysisIs) {
  const std::string with = report_script(request(), {.python = "python3.11"}, "/opt/quanvas");
  expect_valid(with);
  expect_options_first(with);
  EXPECT_THAT(with, HasSubstr("python3.11 -m analysis report /work/out -o /work/out/report"));
  const std::string without = report_script(request(), {}, {});
  expect_valid(without);
  EXPECT_THAT(without, Not(HasSubstr("analysis")));
}

TEST(ReportScript, HasResourcesOfItsOwn) {
  Request job = request();
  job.memory = "64G";
  job.sbatch = {"--gres=gpu:1"};
  const Site site{.partition = "cpu", .options = {"--exclusive", "--constraint=big"}, .report_options = {"--mem=2G"}};
  const std::string sweep = sweep_script(job, site);
  for (const char* line :
       {"#SBATCH --exclusive\n", "#SBATCH --constraint=big\n", "#SBATCH --mem=64G\n", "#SBATCH --gres=gpu:1\n"})
    EXPECT_THAT(sweep, HasSubstr(line));
  const std::string report = report_script(job, site, {});
  for (const char* line :
       {"#SBATCH --partition=cpu\n", "#SBATCH --mem=2G\n", "#SBATCH --cpus-per-task=1\n", "#SBATCH --time=00:30:00\n"})
    EXPECT_THAT(report, HasSubstr(line));
  for (const char* other : {"--exclusive", "--constraint", "64G", "--gres", "--array"})
    EXPECT_THAT(report, Not(HasSubstr(other)));
}

// As sbatch 22.05 reads them: quotes and backslashes in its lines, `%` in the names of logs.
TEST(SweepScript, OfOddNamesWritesItsLogWhereTheFolderIs) {
  Request job = request();
  job.folder = "/work/100% of \"it\"";
  EXPECT_THAT(sweep_script(job, {}), HasSubstr("#SBATCH --output=\"/work/100%% of \\\"it\\\"/slurm/%x-%j.log\"\n"));
  EXPECT_EQ(job_name("/sweeps/a b%c\"d\\e.v2.toml"), "quanvas-a_b_c_d_e.v2");
  EXPECT_EQ(test::error_of([&] { check_log_folder(job.folder); }), "no error");
  EXPECT_THAT(test::error_of([] { check_log_folder("/work/a\\b"); }), HasSubstr("backslash"));
  EXPECT_THAT(test::error_of([] { check_log_folder("/work/a\nb"); }), HasSubstr("control character"));
}

TEST(TimeLimit, IsReadAsSlurmWritesIt) {
  EXPECT_EQ(parse_time_limit("90"), 5400);
  EXPECT_EQ(parse_time_limit("1:30"), 90);
  EXPECT_EQ(parse_time_limit("02:00:00"), 7200);
  EXPECT_EQ(parse_time_limit("1-0"), 86400);
  EXPECT_EQ(parse_time_limit("1-2:03"), 86400 + 7200 + 180);
  EXPECT_EQ(parse_time_limit("1-02:03:04"), 86400 + 7200 + 180 + 4);
  for (const char* wrong : {"", "0", "x", "1h", "1:2:3:4", "-1", "1-", "1-2-3", "2:-1"})
    EXPECT_THAT(test::error_of([&] { parse_time_limit(wrong); }), HasSubstr("HOURS:MINUTES:SECONDS")) << wrong;
}

}  // namespace
}  // namespace quanvas::batch
