// quanvas submit: a sweep as a job of SLURM.
#include <ostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/cluster.hpp"
#include "batch/command.hpp"
#include "batch/script.hpp"
#include "cli/arguments.hpp"
#include "store/file.hpp"
#include "sweep/batch_jobs.hpp"
#include "sweep/cost_estimate.hpp"
#include "sweep/folder.hpp"

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

// Launches of an array, and how many of them at once (0: any number), from N or N%M.
std::pair<std::int64_t, std::int64_t> array_from(const po::variables_map& values) {
  if (!values.count("array")) return {0, 0};
  const std::string text = values["array"].as<std::string>();
  const std::size_t sign = text.find('%');
  const auto launches = parse_integer(std::string_view(text).substr(0, sign));
  const auto at_once = sign == std::string::npos ? 0 : parse_integer(std::string_view(text).substr(sign + 1));
  require(launches && *launches >= 1 && *launches <= 100'000 && at_once &&
              (sign == std::string::npos || (*at_once >= 1 && *at_once <= *launches)),
          "--array {}: N launches, from 1 to 100000, or N%M, of which M run at once, as in 200%20", text);
  return {*launches, *at_once};
}

std::string memory_from(const po::variables_map& values) {
  const std::string text = text_from(values, "mem");
  if (text.empty()) return text;
  const std::string_view number = std::string_view(text).substr(0, text.find_first_of("KMGT"));
  const auto size = parse_unsigned(number);
  require(size && *size > 0 && text.size() - number.size() <= 1,
          "--mem {}: the memory of a node as SLURM writes it: a number of MiB, or with one of K, M, G, T behind it, as "
          "in 8G",
          text);
  return text;
}

// The folder in which the package `analysis` lies: that of the sources above a built program, or PREFIX/share/quanvas
// of an installed one.
fs::path find_analysis(const fs::path& program) {
  std::error_code ignored;
  for (fs::path folder = program.parent_path(); folder != folder.root_path(); folder = folder.parent_path())
    for (const fs::path& there : {folder, folder / "share" / "quanvas"})
      if (fs::exists(there / "analysis" / "__main__.py", ignored)) return there;
  fail(
      "the package `analysis`, which draws the report, is neither above {} nor in share/quanvas beside it; install the "
      "program with `cmake --install`, or leave the report out with --no-report",
      program.string());
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
  const std::int64_t ranks_on_node = request.tasks_per_node;
  const double memory = static_cast<double>(sweep::estimate_rank_memory(sweep)) / (1 << 20);
  const auto cores =
      static_cast<double>(launches * std::max<std::int64_t>(ranks > 1 ? ranks - 1 : 1, 1) * request.cpus_per_task);
  return fmt::format(
      "{} trials, about {} on one core (measured here), {} on the {} cores that train, in jobs of up to {}; about "
      "{:.0f} MiB of memory a rank, {:.0f} MiB a node{}",
      sweep.trials.size(), duration(core_seconds), duration(core_seconds / cores), cores, request.time, memory,
      memory * static_cast<double>(ranks_on_node),
      request.memory.empty() ? "" : ", of which it asks for " + request.memory);
}

Plan make_plan(const po::variables_map& values) {
  batch::Site site = batch::read_site();
  for (const auto& [option, field] :
       {std::pair{"partition", &site.partition}, {"account", &site.account}, {"qos", &site.qos}})
    if (values.count(option)) *field = values[option].as<std::string>();
  const trial::Sweep sweep = sweep::read_asked_sweep(values["FILE"].as<std::string>());
  const auto [array, at_once] = array_from(values);
  require(array == 0 || !sweep.early_stopping,
          "--array: the trials of a sweep with [early_stopping] are compared with each other; one MPI job has to run "
          "them all");

  Plan plan{.sweep_text = sweep.text};
  const fs::path folder = fs::absolute(values["out"].as<std::string>()).lexically_normal();
  batch::check_log_folder(folder);
  plan.request = {.name = batch::job_name(values["FILE"].as<std::string>()),
                  .program = fs::read_symlink("/proc/self/exe"),
                  .sweep_file = batch::job_folder(folder) / "sweep.toml",
                  .folder = folder,
                  .nodes = count_from(values, "nodes", 1),
                  .tasks_per_node = values.count("ntasks-per-node") ? count_from(values, "ntasks-per-node", 1)
                                    : array > 0                     ? 1
                                                                    : 2,
                  .cpus_per_task = count_from(values, "cpus-per-task", 1),
                  .time = values.count("time") ? values["time"].as<std::string>() : site.time,
                  .memory = memory_from(values),
                  .array = array,
                  .array_at_once = at_once,
                  .restarts = count_from(values, "restarts", 1)};
  if (values.count("sbatch")) plan.request.sbatch = values["sbatch"].as<std::vector<std::string>>();
  for (const std::string& option : plan.request.sbatch) batch::check_sbatch_option(option, "--sbatch");
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

// What a script depends on of this cluster.
void check_cluster(const batch::Request& request) {
  require(batch::has_command("sbatch"),
          "there is no `sbatch` here; run this where SLURM is, or --dry-run to see the script");
  if (request.array == 0) return;
  if (const auto largest = batch::largest_array_index())
    require(request.array <= *largest,
            "--array {}: this cluster has room for {} tasks in an array (MaxArraySize); ask for fewer launches with "
            "more ranks each (--ntasks-per-node)",
            request.array, *largest);
}

std::vector<sweep::BatchJob> submit(const Plan& plan) {
  check_cluster(plan.request);
  const store::Folder folder = store::open_folder(plan.request.folder);
  sweep::require_unused(folder);
  store::make_folder(batch::job_folder(folder.root));
  write_text(plan.request.sweep_file, plan.sweep_text);
  if (!fs::exists(folder.sweep()))
    write_text(folder.sweep(), plan.sweep_text);  // so that `quanvas status` knows it while it waits
  write_text(script_path(plan, "sweep"), plan.sweep_script);
  if (!plan.report_script.empty()) write_text(script_path(plan, "report"), plan.report_script);
  std::vector<sweep::BatchJob> jobs{{.id = batch::submit_script({}, script_path(plan, "sweep")), .what = "sweep"}};
  sweep::note_jobs(folder, jobs);
  if (plan.report_script.empty()) return jobs;
  const sweep::BatchJob report{
      .id = batch::submit_script({"--dependency=afterany:" + jobs[0].id}, script_path(plan, "report")),
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
  arguments.add("time,t", po::value<std::string>()->value_name("LIMIT"),
                "of the job, an hour unless the site file says otherwise; a sweep may take longer, as it goes back "
                "into the queue");
  arguments.add(
      "mem", po::value<std::string>()->value_name("SIZE"),
      "memory of a node, as in 8G; left out, the cluster's default. What a rank is likely to take is printed");
  arguments.add("sbatch", po::value<std::vector<std::string>>()->composing()->value_name("OPTION"),
                "a further option of sbatch for the sweep's job, as in --sbatch=--gres=gpu:1; may be given again");
  arguments.add("partition,p", po::value<std::string>()->value_name("NAME"), "instead of the site file's");
  arguments.add("account,A", po::value<std::string>()->value_name("NAME"), "likewise");
  arguments.add("qos,q", po::value<std::string>()->value_name("NAME"), "likewise");
  arguments.add("array", po::value<std::string>()->value_name("N[%M]"),
                "a job array of N launches that share the folder, M of them at once, where one job over many nodes "
                "would wait long");
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
    invocation.out << json_text(json, 2) << '\n';
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
