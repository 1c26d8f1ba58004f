// --model FILE.toml: a network that a file describes, whose parameters are options like those of the program.
#pragma once

#include "cli/arguments.hpp"
#include "trial/network_file.hpp"

namespace quanvas::cli {

class NetworkOption {
 public:
  // Looks for --model FILE.toml among the arguments of a command; without it there is nothing to add. Throws Error for
  // a file that describes no network.
  explicit NetworkOption(const Invocation& invocation);
  explicit NetworkOption(const po::variables_map& values);

  const trial::Networks& networks() const { return networks_; }

  // An option for each parameter that the network declares.
  void add_to(Arguments& arguments) const;

  // Makes the network the trial's, with the values that options give its parameters.
  void set(const po::variables_map& values, trial::TrialSpec& spec) const;

 private:
  trial::Networks networks_;
};

// The trial that the options describe, as trial_from() of cli/trial_options.
trial::TrialSpec trial_from(const po::variables_map& values, const NetworkOption& network);

}  // namespace quanvas::cli
