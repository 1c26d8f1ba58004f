// quanvas aggregate: a sweep folder's shards into its results.h5.
#include <ostream>

#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/sweep_view.hpp"
#include "cli/vocabulary.hpp"

namespace quanvas::cli {

int run_aggregate(const Invocation& invocation) {
  Arguments arguments("aggregate", "DIR",
                      "Merges the finished trials of a sweep's output folder into DIR/results.h5. A sweep does this by itself at its\n"
                      "end; by hand it is of use while one is under way. It may be run as often as you like. Example:\n"
                      "  quanvas aggregate out/fig08");
  arguments.add_positional("DIR", "the output folder of a sweep");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const store::Folder folder{(*values)["DIR"].as<std::string>()};
  std::error_code ignored;
  require(std::filesystem::exists(folder.sweep(), ignored), "{}: no sweep.toml in it, so it is no output folder of `quanvas sweep`",
          folder.root.string());
  const trial::Sweep sweep = trial::read_sweep(folder.sweep().string(), vocabulary());
  const store::Inventory inventory = store::aggregate(folder, sweep);
  print_inventory(inventory, folder, sweep, invocation.out);
  return inventory.failed.empty() && inventory.damaged.empty() ? kSuccess : kTrialFailed;
}

}  // namespace quanvas::cli
