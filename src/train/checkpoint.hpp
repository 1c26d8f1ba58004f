// The state of a training after an epoch, to and from bytes: what has been recorded, the weights, and what the
// optimiser has gathered. Random streams are named by seed and epoch and need no state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nn/optimizer.hpp"
#include "trial/outcome.hpp"

namespace quanvas::train {

// What a checkpoint is of; another is refused.
struct Identity {
  std::string text;

  // The trial, its data, and the build of the program: another build may round differently.
  static Identity of(const trial::TrialSpec& spec, std::string_view data_checksum);
};

// What training changes.
template <class Real>
struct TrainingState {
  std::vector<nn::Parameter<Real>*> parameters;
  std::vector<nn::AlignedVector<Real>*> statistics;  // of layers (nn/layer)
  nn::Optimizer<Real>& optimizer;
};

template <class Real>
std::string save_checkpoint(const Identity& identity, const trial::TrainingRecord& training,
                            const TrainingState<Real>& state);

// Puts the state back. Returns false, and changes nothing, for bytes that are not a whole checkpoint of this identity
// after at most so many epochs.
template <class Real>
bool restore_checkpoint(std::string_view bytes, const Identity& identity, std::size_t most_epochs,
                        trial::TrainingRecord& training, const TrainingState<Real>& state);

}  // namespace quanvas::train
