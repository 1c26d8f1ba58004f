// Values for the parameters of a circuit: --set, --weights and --inputs of `quanvas circuit`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace quanvas::cli {

void add_value_options(Arguments& arguments);

// Whether any of them is given.
bool has_values(const po::variables_map& values);

// What a circuit's parameters are, for files that do not name them: inputs come before weights. Of a model it is known
// how many inputs there are; of a program those are inputs that a row of --inputs has numbers for.
struct ParameterKinds {
  std::vector<std::string> names;
  std::optional<std::size_t> inputs;
  std::function<std::vector<double>(std::uint64_t seed, std::size_t count)> random;  // weights
  std::function<std::vector<double>()> trained;                                      // by --weights DIR KEY
};

// [row][parameter] values: as many rows as --inputs has, else one. --set goes before --weights. Throws Error for
// parameters without a value, with two, and for values without a parameter.
std::vector<std::vector<double>> parameter_rows(const po::variables_map& values, const ParameterKinds& parameters);

}  // namespace quanvas::cli
