#include "cli/network_option.hpp"

#include "base/error.hpp"
#include "cli/trial_options.hpp"

namespace quanvas::cli {

NetworkOption::NetworkOption(const Invocation& invocation) {
  const std::string model(asked_model(invocation.arguments));
  if (trial::names_network_file(model)) networks_ = trial::read_network_file(model);
}

NetworkOption::NetworkOption(const po::variables_map& values) {
  const auto& model = values["model"];
  if (!model.empty() && trial::names_network_file(model.as<std::string>()))
    networks_ = trial::read_network_file(model.as<std::string>());
}

void NetworkOption::add_to(Arguments& arguments) const {
  for (const std::string_view key : networks_.keys()) add_trial_option(arguments, *networks_.find_axis(key));
}

void NetworkOption::set(const po::variables_map& values, trial::TrialSpec& spec) const {
  if (networks_.all().empty()) return;
  spec.model = networks_.all().front().name;
  spec.network = networks_.all().front().text;
  for (const std::string_view key : networks_.keys())
    if (const auto& value = values[std::string(key)]; !value.empty())
      with_context(fmt::format("--{}", key), [&] { networks_.find_axis(key)->set(spec, value.as<std::string>()); });
}

trial::TrialSpec trial_from(const po::variables_map& values, const NetworkOption& network) {
  trial::TrialSpec spec = trial_from(values);
  network.set(values, spec);
  return spec;
}

}  // namespace quanvas::cli
