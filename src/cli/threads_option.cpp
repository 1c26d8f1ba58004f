#include "cli/threads_option.hpp"

#include "base/error.hpp"
#include "sweep/threads.hpp"

namespace quanvas::cli {

void add_threads_option(Arguments& arguments) {
  arguments.add("threads", po::value<std::string>()->value_name("N"),
                "the most threads of a trial, used where one would take milliseconds for a part of a step; by default "
                "its share of "
                "the cores");
}

std::optional<std::size_t> threads_from(const po::variables_map& values) {
  const po::variable_value& value = values["threads"];
  if (value.empty()) return std::nullopt;
  const auto threads = sweep::parse_threads(value.as<std::string>());
  require(threads.has_value(), "--threads takes an integer between 1 and {}, not `{}`", sweep::kMostThreads,
          value.as<std::string>());
  return threads;
}

}  // namespace quanvas::cli
