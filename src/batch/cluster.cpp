#include "batch/cluster.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/command.hpp"

namespace quanvas::batch {
namespace {

// What may help against SLURM's reason.
std::string advice(std::string_view reason) {
  if (reason.find("partition") != std::string_view::npos)
    return "; `sinfo` lists partitions, --partition or the site file names one";
  if (reason.find("account") != std::string_view::npos || reason.find("qos") != std::string_view::npos)
    return "; --account, --qos or the site file names others";
  return {};
}

}  // namespace

std::string submit_script(const std::vector<std::string>& options, const std::filesystem::path& script) {
  std::vector<std::string> words{"sbatch", "--parsable"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(script.string());
  const Answer answer = run_command(words);
  const std::string reason = join(split(trim(answer.errors), '\n'), " ");
  require(answer.exit_code == 0, "SLURM does not take the job: {}{}; the script is {}", reason, advice(reason),
          script.string());
  const std::string_view line = trim(answer.output);
  return std::string(line.substr(0, line.find(';')));  // NUMBER or NUMBER;CLUSTER
}

std::string job_state(const std::string& job) {
  const Answer answer = run_command({"squeue", "--noheader", "--jobs=" + job, "--format=%T"});
  require(answer.exit_code == 0, "the state of job {} is not known: {}", job, trim(answer.errors));
  const std::string_view line = trim(answer.output);
  return std::string(line.substr(0, line.find('\n')));
}

std::optional<std::int64_t> largest_array_index() {
  const Answer answer = run_command({"scontrol", "show", "config"});
  for (const std::string_view line : split(answer.output, '\n'))
    if (line.starts_with("MaxArraySize"))
      if (const auto size = parse_integer(trim(line.substr(line.find('=') + 1)))) return *size - 1;
  return std::nullopt;
}

}  // namespace quanvas::batch
