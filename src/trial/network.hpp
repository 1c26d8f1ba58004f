// A network that a user describes, as far as trials carry it: its text, and the parameters that it declares, which are
// axes like those of the program. What its layers mean is model/description.
//
// The text is JSON on one line: {"layers": [{"type": ..., ...}, ...], "meaning": ..., "parameters": {NAME: {"type":
// "integer" | "real" | "choice" | "list", "range": [low, high] or "values": [...], "default": ..., "unit": ...,
// "meaning": ...}, ...}}. "$NAME" as a value within `layers` is the value of a parameter, of the network's own or of
// the program's.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "trial/spec.hpp"

namespace quanvas::trial {

struct Network {
  std::string name;
  std::string text;
};

// The parameters that a network declares, as axes of trials, in the order of their names. Holds the texts that the axes
// refer to.
class NetworkAxes {
 public:
  // Throws Error for a declaration that is not complete or contradicts itself, and for a name that the program uses.
  explicit NetworkAxes(const Json& network);

  NetworkAxes(NetworkAxes&&) = default;
  NetworkAxes& operator=(NetworkAxes&&) = default;

  const std::vector<Axis>& all() const { return axes_; }
  const Axis* find(std::string_view key) const;

 private:
  Axis declared(const std::string& name, const Json& declaration);
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  std::deque<std::string> texts_;
  std::deque<std::vector<std::string_view>> choices_;
  std::vector<Axis> axes_;
};

// The network of a trial whose `network` is not `none`. Throws Error for a text that is no JSON object.
Json network_of(const TrialSpec& spec);

// `network_parameters` with the values of these axes alone, those that are left out at their defaults.
std::string parameters_of(const TrialSpec& spec, const NetworkAxes& axes);

}  // namespace quanvas::trial
