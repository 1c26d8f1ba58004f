// The networks that a TOML file describes in its sections [networks.NAME]. The format is described in docs/networks.md.
#pragma once

#include <string_view>
#include <vector>

#include "trial/network.hpp"
#include "trial/sweep_file.hpp"

namespace quanvas::trial {

// Networks by name, and their parameters by key.
class Networks {
 public:
  Networks() = default;

  // Throws Error, with its position in the file, for a description that is not complete, and for a parameter that two
  // networks declare differently. What the layers are is not looked at.
  Networks(const Source& source, const toml::table& file);

  const std::vector<Network>& all() const { return networks_; }
  const Network* find(std::string_view name) const;
  const Axis* find_axis(std::string_view key) const;
  std::vector<std::string_view> keys() const;  // of the parameters that they declare

 private:
  std::vector<Network> networks_;
  std::vector<NetworkAxes> axes_;  // of each
};

// The network that a file of its own describes: FILE.toml, which holds one, or FILE.toml:NAME. Throws Error for a file
// that cannot be read or describes no such network.
Networks read_network_file(const std::string& path_and_name);

// Whether a model is named by a file.
bool names_network_file(std::string_view model);

}  // namespace quanvas::trial
