// The canonical form of the axes that say how a network is trained: those that the others leave without effect are at
// their defaults.
#pragma once

#include "model/graph.hpp"
#include "trial/spec.hpp"

namespace quanvas::model {

// Optimiser, schedule, loss and dropout. Throws BadValue for an optimiser or a loss that does not exist, and for
// Nesterov's momentum without momentum.
void normalise_training(trial::TrialSpec& spec);

// The two learning rates: where all trained weights of a network are angles, or none, one of them is not read.
void normalise_rates(const Graph& graph, trial::TrialSpec& spec);

}  // namespace quanvas::model
