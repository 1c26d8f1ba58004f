// A layer of a model for `quanvas circuit`: its circuit, and the weights that a trial begins with or has learnt.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "model/zoo.hpp"
#include "trial/outcome.hpp"

namespace quanvas::cli {

struct ModelLayer {
  trial::TrialSpec spec;
  model::NamedCircuit layer;
  std::optional<trial::Record> record;  // of the trial that --weights DIR KEY names

  // "resqunn quanv1"
  std::string name() const { return spec.model + " " + layer.name; }
};

// The options --model, --layer and those that shape a model's circuits; of a network that the invocation names, its
// parameters.
void add_model_options(Arguments& arguments, const Invocation& invocation);

// The layer that they name, or that --layer names of the trial of --weights DIR KEY. Throws Error where there is none.
ModelLayer model_layer(const po::variables_map& values);

// Of the same trial with another seed.
std::vector<double> initial_weights(const ModelLayer& layer, std::uint64_t seed);

// Those after the trial's last epoch. Folders of sweeps keep results and no weights: the trial is trained again, which
// gives the same bits where program and processor are the same; where it does not, a remark on `err` says so. Throws
// Error for a trial that was not completed.
std::vector<double> trained_weights(const ModelLayer& layer, std::ostream& err);

}  // namespace quanvas::cli
