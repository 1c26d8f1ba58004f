// quanvas aggregate: a sweep folder's shards into its results.h5.
#include <ostream>

#include "cli/arguments.hpp"
#include "cli/sweep_view.hpp"
#include "store/aggregate.hpp"
#include "store/csv.hpp"
#include "sweep/folder.hpp"

namespace quanvas::cli {

int run_aggregate(const Invocation& invocation) {
  Arguments arguments(
      "aggregate", "DIR [--csv]",
      "Merges the finished trials of a sweep's output folder into DIR/results.h5. A sweep does this by itself at its\n"
      "end; by hand it is of use while one is under way. It may be run as often as you like. Example:\n"
      "  quanvas aggregate out/fig08");
  arguments.add_positional("DIR", "the output folder of a sweep");
  arguments.add("csv", "write the table of trials to DIR/results.csv too");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const store::Folder folder{(*values)["DIR"].as<std::string>()};
  const trial::Sweep sweep = sweep::read_folder_sweep(folder);
  const store::Index index = store::aggregate(folder, sweep);
  print_index(index, sweep, invocation.out);
  invocation.out << "results: " << folder.results().string() << '\n';
  if (values->count("csv")) {
    const auto path = std::filesystem::path(folder.results()).replace_extension("csv");
    store::write_csv(folder, sweep, path);
    invocation.out << "table: " << path.string() << '\n';
  }
  return index.messages.empty() && index.damaged.empty() ? kSuccess : kTrialFailed;
}

}  // namespace quanvas::cli
