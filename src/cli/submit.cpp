// quanvas submit: a sweep as a job of SLURM.
#include <ostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/command.hpp"
#include "batch/script.hpp"
#include "cli/arguments.hpp"
#include "store/file.hpp"
#include "sweep/batch_jobs.hpp"
#include "sweep/cost_estimate.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAbout =
    "Writes a batch script for a sweep file into DIR/slurm, submits it, and prints the job's number. The job goes back "
    "into\n"
    "the queue by itself, after its time limit, a preemption or a failure, until the sweep is complete; a second job "
    "then\n"
    "merges the results and draws the report. Partition, account, modules and launcher come from a site file\n"
    "($QUANVAS_SITE or ~/.config/quanvas/site.toml; slurm/site.example.toml shows one). slurm/README.md tells more. "
    "Examples:\n"
    "  quanvas submit sweeps/fig08.toml --out out/fig08 --dry-run\n"
    "  quanvas submit sweeps/fig08.toml --out out/fig08 --nodes 2 --ntasks-per-node 16 --cpus-per-task 4 --time "
    "2:00:00\n"
    "  quanvas submit sweeps/fig08.toml --out out/fig08 --array 20 --cpus-per-task 8    (20 launches that share the "
    "folder)";

po::typed_value<std::int64_t>* count(std::int64_t value) {
  return po::value<std::int64_t>()->default_value(value)->value_name("N");
}

std::int64_t count_from(const po::variables_map& values, const char* option, std::int64_t least) {
  const auto number = values[option].as<std::int64_t>();
  require(number >= least && number <= 100'000, "--{} {}: a number from {} to 100000", option, number, least);
  return number;
}

std::string text_from(const po::variables_map& values, const char* option) {
  return values.count(option) ? values[option].as<std::string>() : std::string();
}

// The folder in which the package `analysis` lies: beside or above the program.
fs::path find_analysis(const fs::path& program) {
  std::error_code ignored;
  for (fs::path folder = program.parent_path(); folder != folder.root_path(); folder = folder.parent_path())
    if (fs::exists(folder / "analysis" / "__main__.py", ignored)) return folder;
  return {};
}

struct Plan {
  batch::Request request;
  std::string sweep_text;
  std::string sweep_script;
  std::string report_script;  // "" for none
  std::string estimate;
};

fs::path script_path(const Plan& plan, const char* what) {
  return batch::job_folder(plan.request.folder) / fmt::format("{}.sbatch", what);
}

// What was asked for against what the sweep takes.
std::string estimate_text(const trial::Sweep& sweep, const batch::Request& request) {
  const double core_seconds = sweep::estimate_core_seconds(sweep);
  const std::int64_t launches = std::max<std::int64_t>(request.array, 1);
  const std::int64_t ranks = request.nodes * request.tasks_per_node;
  const auto cores =
      static_cast<double>(launches * std::max<std::int64_t>(ranks > 1 ? ranks - 1 : 1, 1) * request.cpus_per_task);
  return fmt::format(
      "{} trials, about {} on one core (measured here), {} on the {} cores that train, in jobs of up to {}",
      sweep.trials.size(), duration(core_seconds), duration(core_seconds / cores), cores, request.time);
}

Plan make_plan(const po::variables_map& values) {
  batch::Site site = batch::read_site();
  for (const auto& [option, field] :
       {std::pair{"partition", &site.partition}, {"account", &site.account}, {"qos", &site.qos}})
    if (values.count(option)) *field = values[option].as<std::string>();
  const trial::Sweep sweep = trial::read_sweep(values["FILE"].as<std::string>(), sweep::vocabulary());
  const std::int64_t array = values.count("array") ? count_from(values, "array", 1) : 0;
  require(array == 0 || !sweep.early_stopping,
          "--array: the trials of a sweep with [early_stopping] are compared with each other; one MPI job has to run "
          "them all");

  Plan plan{.sweep_text = sweep.text};
  const fs::path folder = fs::absolute(values["out"].as<std::string>()).lexically_normal();
  plan.request = {.name = "quanvas-" + fs::path(values["FILE"].as<std::string>()).stem().string(),
                  .program = fs::read_symlink("/proc/self/exe"),
                  .sweep_file = batch::job_folder(folder) / "sweep.toml",
                  .folder = folder,
                  .nodes = count_from(values, "nodes", 1),
                  .tasks_per_node = values.count("ntasks-per-node") ? count_from(values, "ntasks-per-node", 1)
                                    : array > 0                     ? 1
                                                                    : 2,
                  .cpus_per_task = count_from(values, "cpus-per-task", 1),
                  .time = values["time"].as<std::string>(),
                  .array = array,
                  .restarts = count_from(values, "restarts", 1)};
  for (const std::string_view option : split(text_from(values, "sweep-options"), ' '))
    if (!option.empty()) plan.request.options.emplace_back(option);
  plan.sweep_script = sweep_script(plan.request, site);
  if (!values.count("no-report"))
    plan.report_script = report_script(plan.request, site, find_analysis(plan.request.program));
  plan.estimate = estimate_text(sweep, plan.request);
  return plan;
}

void write_text(const fs::path& path, const std::string& text) {
  store::write_whole(path, std::as_bytes(std::span(text)));
}

// Returns the job's number.
std::string run_sbatch(const std::vector<std::string>& options, const fs::path& script) {
  std::vector<std::string> words{"sbatch", "--parsable"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(script.string());
  const batch::Answer answer = batch::run_command(words);
  require(
      answer.exit_code == 0,
      "SLURM does not take the job: {}; the script is {}, `sinfo` lists partitions, and the site file may name another",
      join(split(answer.errors, '\n'), " "), script.string());
  const std::string_view line = trim(answer.output);
  return std::string(line.substr(0, line.find(';')));  // NUMBER or NUMBER;CLUSTER
}

std::vector<sweep::BatchJob> submit(const Plan& plan) {
  require(batch::has_command("sbatch"),
          "there is no `sbatch` here; run this where SLURM is, or --dry-run to see the script");
  const store::Folder folder = store::open_folder(plan.request.folder);
  store::make_folder(batch::job_folder(folder.root));
  write_text(plan.request.sweep_file, plan.sweep_text);
  if (!fs::exists(folder.sweep()))
    write_text(folder.sweep(), plan.sweep_text);  // so that `quanvas status` knows it while it waits
  write_text(script_path(plan, "sweep"), plan.sweep_script);
  if (!plan.report_script.empty()) write_text(script_path(plan, "report"), plan.report_script);
  std::vector<sweep::BatchJob> jobs{{.id = run_sbatch({}, script_path(plan, "sweep")), .what = "sweep"}};
  sweep::note_jobs(folder, jobs);
  if (plan.report_script.empty()) return jobs;
  const sweep::BatchJob report{.id = run_sbatch({"--dependency=afterany:" + jobs[0].id}, script_path(plan, "report")),
                               .what = "report"};
  sweep::note_jobs(folder, {report});
  jobs.push_back(report);
  return jobs;
}

void print_dry_run(const Plan& plan, std::ostream& out) {
  out << "# " << plan.estimate << "\n# " << script_path(plan, "sweep").string() << ", for sbatch:\n"
      << plan.sweep_script;
  if (!plan.report_script.empty())
    out << "\n# " << script_path(plan, "report").string() << ", for sbatch --dependency=afterany:JOB:\n"
        << plan.report_script;
}

}  // namespace

int run_submit(const Invocation& invocation) {
  Arguments arguments("submit", "FILE --out DIR [options]", kAbout);
  arguments.add_positional("FILE", "a sweep file (TOML)");
  arguments.add("out,o", po::value<std::string>()->value_name("DIR"),
                "the output folder, on a file system that all nodes see");
  arguments.add("nodes,N", count(1), "nodes");
  arguments.add("ntasks-per-node", po::value<std::int64_t>()->value_name("N"),
                "ranks on a node, 2 where it is left out (1 with --array); one of all is the coordinator");
  arguments.add("cpus-per-task,c", count(1), "cores of a rank, which are the threads of a trial");
  arguments.add("time,t", po::value<std::string>()->default_value("01:00:00")->value_name("LIMIT"),
                "of the job; a sweep may take longer, as it goes back into the queue");
  arguments.add("partition,p", po::value<std::string>()->value_name("NAME"), "instead of the site file's");
  arguments.add("account,A", po::value<std::string>()->value_name("NAME"), "likewise");
  arguments.add("qos,q", po::value<std::string>()->value_name("NAME"), "likewise");
  arguments.add("array", po::value<std::int64_t>()->value_name("N"),
                "a job array of N launches that share the folder, where one job over many nodes would wait long");
  arguments.add("restarts", count(3), "starts that bring nothing new, after which it is not put back into the queue");
  arguments.add("sweep-options", po::value<std::string>()->value_name("TEXT"),
                "further options of quanvas sweep, as in '--retries 2'");
  arguments.add("no-report", "no second job that merges the results and draws the report");
  arguments.add("dry-run", "show the scripts, write and submit nothing");
  arguments.add("json", "one JSON object");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  require(values->count("out") > 0, "submit: --out DIR is missing: the folder for the results");
  const Plan plan = make_plan(*values);
  if (values->count("dry-run")) {
    print_dry_run(plan, invocation.out);
    return kSuccess;
  }
  const std::vector<sweep::BatchJob> jobs = submit(plan);
  if (values->count("json")) {
    Json json{{"folder", plan.request.folder.string()},
              {"script", script_path(plan, "sweep").string()},
              {"jobs", Json::array()}};
    for (const sweep::BatchJob& job : jobs) json["jobs"].push_back({{"id", job.id}, {"what", job.what}});
    invocation.out << json.dump(2) << '\n';
    return kSuccess;
  }
  for (const sweep::BatchJob& job : jobs) invocation.out << fmt::format("job {}: {}\n", job.id, job.what);
  invocation.out << plan.estimate
                 << fmt::format(
                        "\n`quanvas status {}` tells how it goes, `scancel {}` stops it; scripts and logs are in {}\n",
                        plan.request.folder.string(), jobs[0].id, batch::job_folder(plan.request.folder).string());
  return kSuccess;
}

}  // namespace quanvas::cli
