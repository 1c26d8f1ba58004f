#include "batch/script.hpp"

#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/command.hpp"

namespace quanvas::batch {
namespace {

constexpr std::int64_t kShortestNotice = 10;  // seconds
constexpr std::int64_t kToEnd = 10;           // seconds of the notice that are kept for merging what is there

// How long before its limit a job is told: not more than a quarter of its time.
std::int64_t notice_of(const Request& request, const Site& site) {
  return std::max(kShortestNotice, std::min(site.notice, parse_time_limit(request.time) / 4));
}

// mpirun binds each rank to one core, whatever --cpus-per-task says, unless it is told.
std::string launcher_of(const Site& site) {
  return site.launcher == "mpirun" ? "mpirun --bind-to core --map-by slot:PE=$SLURM_CPUS_PER_TASK" : site.launcher;
}

std::string word(const std::filesystem::path& path) { return shell_word(path.string()); }

// A path as sbatch reads it in a line of options, and then in the name of a log, where `%` begins a placeholder.
std::string log_word(const std::filesystem::path& folder, const char* name) {
  std::string quoted = "\"";
  for (const char c : folder.string()) {
    if (c == '%') quoted += '%';
    if (c == '"') quoted += '\\';
    quoted += c;
  }
  return quoted + "/" + name + "\"";
}

// An option as sbatch reads it in a script, where blanks end a word and ` #` a line: --comment="two words".
std::string option_word(const std::string& option) {
  const std::size_t sign = option.find('=');
  if (sign == std::string::npos || sign > option.find(' ') || option.find('"') != std::string::npos ||
      option.find('\'') != std::string::npos || option.find_first_of(" \t", sign) == std::string::npos)
    return option;
  return option.substr(0, sign + 1) + '"' + option.substr(sign + 1) + '"';
}

std::string header(const Request& request, const Site& site, const std::string& name,
                   const std::vector<std::string>& options) {
  std::string text = "#!/bin/bash\n";
  const auto option = [&](const std::string& line) { text += "#SBATCH " + line + "\n"; };
  option("--job-name=" + name);
  if (!site.partition.empty()) option("--partition=" + site.partition);
  if (!site.account.empty()) option("--account=" + site.account);
  if (!site.qos.empty()) option("--qos=" + site.qos);
  for (const std::string& line : options) option(option_word(line));
  const char* const log = request.array > 0 && name == request.name ? "%x-%A_%a.log" : "%x-%j.log";
  option("--output=" + log_word(job_folder(request.folder), log));
  option("--open-mode=append");
  text += "\n";
  for (const std::string& module : site.modules) text += "module load " + shell_word(module) + "\n";
  for (const std::string& line : site.setup) text += line + "\n";
  return text;
}

}  // namespace

std::filesystem::path job_folder(const std::filesystem::path& folder) { return folder / "slurm"; }

std::string job_name(const std::filesystem::path& sweep_file) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.+";
  std::string name = "quanvas-" + sweep_file.stem().string();
  std::ranges::replace_if(
      name, [&](char c) { return kPlain.find(c) == std::string_view::npos; }, '_');
  return name;
}

void check_log_folder(const std::filesystem::path& folder) {
  const std::string name = folder.string();
  const auto odd =
      std::ranges::find_if(name, [](char c) { return c == '\\' || std::iscntrl(static_cast<unsigned char>(c)); });
  require(odd == name.end(),
          "--out {}: SLURM cannot write logs into a folder with a {} in its name or above it; choose another", name,
          odd != name.end() && *odd == '\\' ? "backslash" : "control character");
}

std::int64_t parse_time_limit(const std::string& text) {
  const auto complain = [&] {
    fail(
        "--time {}: a time limit as SLURM writes it: MINUTES, MINUTES:SECONDS, HOURS:MINUTES:SECONDS or "
        "DAYS-HOURS:MINUTES:SECONDS",
        text);
  };
  const std::size_t dash = text.find('-');
  std::vector<std::int64_t> parts;
  for (const std::string_view part :
       split(std::string_view(text).substr(dash == std::string::npos ? 0 : dash + 1), ':')) {
    const auto number = parse_integer(part);
    if (!number || *number < 0) complain();
    parts.push_back(*number);
  }
  if (parts.empty() || parts.size() > 3) complain();
  std::int64_t seconds = 0;
  if (dash != std::string::npos) {
    const auto days = parse_integer(std::string_view(text).substr(0, dash));
    if (!days || *days < 0) complain();
    parts.resize(3);
    seconds = *days * 86400 + parts[0] * 3600 + parts[1] * 60 + parts[2];
  } else if (parts.size() == 3) {
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  } else {
    seconds = parts[0] * 60 + (parts.size() == 2 ? parts[1] : 0);
  }
  if (seconds <= 0) complain();
  return seconds;
}

std::string sweep_script(const Request& request, const Site& site) {
  const std::int64_t notice = notice_of(request, site);
  std::vector<std::string> options{fmt::format("--nodes={}", request.nodes),
                                   fmt::format("--ntasks-per-node={}", request.tasks_per_node),
                                   fmt::format("--cpus-per-task={}", request.cpus_per_task),
                                   "--time=" + request.time,
                                   fmt::format("--signal=B:USR1@{}", notice),
                                   site.requeue ? "--requeue" : "--no-requeue"};
  if (request.array > 0)
    options.push_back(fmt::format("--array=1-{}{}", request.array,
                                  request.array_at_once > 0 ? fmt::format("%{}", request.array_at_once) : ""));
  options.insert(options.end(), site.options.begin(), site.options.end());
  if (!request.memory.empty()) options.push_back("--mem=" + request.memory);
  options.insert(options.end(), request.sbatch.begin(), request.sbatch.end());
  std::string text = header(request, site, request.name, options);

  const std::string launcher = request.nodes * request.tasks_per_node > 1 ? launcher_of(site) + " " : "";
  std::string sweep =
      fmt::format("{}{} sweep {} --out {} --quiet --grace {}s", launcher, word(request.program),
                  word(request.sweep_file), word(request.folder), std::max<std::int64_t>(notice - kToEnd, 1));
  if (request.array > 0) sweep += fmt::format(" --share \"$SLURM_ARRAY_TASK_ID/{}\"", request.array);
  for (const std::string& option : request.options) sweep += " " + shell_word(option);

  text += fmt::format(
      R"(
# Threads of a trial. srun does not take --cpus-per-task over from the job by itself.
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK

{} &
sweep=$!

# {} s before the time limit the sweep is told to stop: it begins no more trials, and keeps the state of those that run.
trap 'kill -USR1 $sweep' USR1 TERM
while wait $sweep; code=$?; kill -0 $sweep 2> /dev/null; do :; done

# While trials are left the job goes back into the queue, but not after {} starts that brought nothing new.
exec {} requeue {} --exit-code $code --restarts {}{}
)",
      sweep, notice, request.restarts, word(request.program), word(request.folder), request.restarts,
      site.requeue ? "" : " --successor " + word(job_folder(request.folder) / "sweep.sbatch"));
  return text;
}

std::string report_script(const Request& request, const Site& site, const std::filesystem::path& analysis) {
  std::vector<std::string> options{"--nodes=1", "--ntasks=1", "--cpus-per-task=1", "--time=00:30:00"};
  options.insert(options.end(), site.report_options.begin(), site.report_options.end());
  std::string text = header(request, site, request.name + "-report", options);
  text += fmt::format(
      "\n# 1: there are trials that failed; the others are worth a report.\n{} aggregate {}\n[[ $? -le 1 ]] || exit "
      "2\n",
      word(request.program), word(request.folder));
  if (!analysis.empty())
    text += fmt::format("cd {} && {} -m analysis report {} -o {}\n", word(analysis), site.python, word(request.folder),
                        word(request.folder / "report"));
  return text;
}

}  // namespace quanvas::batch
