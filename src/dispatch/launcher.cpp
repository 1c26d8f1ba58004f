#include "dispatch/launcher.hpp"

#include <cstdlib>
#include <optional>
#include <string_view>

#include <unistd.h>

#include "base/text.hpp"
#include "dispatch/transport.hpp"

namespace quanvas::dispatch {
namespace {

constexpr const char* kOpenMpiSize = "OMPI_COMM_WORLD_SIZE";
constexpr const char* kStepSize = "SLURM_STEP_NUM_TASKS";

std::optional<std::uint64_t> number_in(const char* variable) {
  const char* const value = std::getenv(variable);
  return value ? parse_unsigned(value) : std::nullopt;
}

// srun sets its own variables whatever it connects the ranks with; PMIx and PMI set theirs beside them.
bool has_process_manager() {
  for (const char* variable : {"PMIX_RANK", "PMI_RANK", "PMI_FD", "PMI2_RANK"})
    if (std::getenv(variable)) return true;
  return false;
}

}  // namespace

Launcher launcher() {
  for (const char* variable : {kOpenMpiSize, "PMI_SIZE", "MV2_COMM_WORLD_SIZE"})
    if (const auto ranks = number_in(variable); ranks && *ranks > 1)
      return {.ranks = static_cast<std::size_t>(*ranks), .variable = variable};
  // Below mpirun the launcher's own step may count otherwise.
  if (const auto ranks = number_in(kStepSize); ranks && *ranks > 1 && !std::getenv(kOpenMpiSize))
    return {.ranks = static_cast<std::size_t>(*ranks), .variable = kStepSize, .connects = has_process_manager()};
  return {};
}

bool is_launched() {
  for (const char* variable : {kOpenMpiSize, "PMI_SIZE", "MV2_COMM_WORLD_SIZE", "PMIX_RANK", kStepSize, "SLURM_JOB_ID"})
    if (std::getenv(variable)) return true;
  return false;
}

std::vector<std::string> local_launch([[maybe_unused]] std::size_t ranks) {
#ifdef QUANVAS_MPIEXEC
  if (::access(QUANVAS_MPIEXEC, X_OK) != 0) return {};
  std::vector<std::string> words{QUANVAS_MPIEXEC};
  for (const std::string_view option : split(QUANVAS_MPIEXEC_OPTIONS, ' '))
    if (!option.empty()) words.emplace_back(option);
  // In a batch job Open MPI would spread the ranks over all its hosts.
  if (std::getenv("SLURM_JOB_ID")) words.insert(words.end(), {"--mca", "ras", "^slurm", "--mca", "plm", "^slurm"});
  words.insert(words.end(), {"-n", fmt::format("{}", ranks)});
  return words;
#else
  return {};
#endif
}

Rank launched_rank() {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "MV2_COMM_WORLD_RANK", "SLURM_PROCID"})
    if (const auto rank = number_in(variable)) return Rank(static_cast<std::uint32_t>(*rank));
  return kCoordinator;
}

Unconnected::Unconnected(const Launcher& launcher)
    : Error(fmt::format(
          "MPI connects 1 of {} processes ({}={}): start them with {}the mpirun of the MPI that this program is built "
          "with "
          "(`quanvas --version`); where nothing has started several, `unset {}`; processes that are to share a folder "
          "without MPI each want --share K/N",
          launcher.ranks, launcher.variable, launcher.ranks,
          std::getenv(kStepSize)
              ? "`srun --mpi=pmix` (`srun --mpi=list` shows what there is, `launcher` in the site file "
                "sets it) or "
              : "",
          launcher.variable)),
      is_told_here_(launched_rank() == kCoordinator || launcher.variable == std::string_view(kOpenMpiSize)) {}

}  // namespace quanvas::dispatch
