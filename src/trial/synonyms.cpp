#include "trial/synonyms.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace quanvas::trial {
namespace {

struct Synonym {
  std::string_view name;  // in small letters without dashes
  std::string_view key;
};

constexpr Synonym kSynonyms[] = {
    {"architecture", "model"},
    {"ansatz", "filter_circuit"},
    {"batch", "batch_size"},
    {"batchsize", "batch_size"},
    {"bs", "batch_size"},
    {"circuitdepth", "depths"},
    {"clip", "clip_grad_norm"},
    {"criterion", "loss"},
    {"data", "dataset"},
    {"depth", "depths"},
    {"droprate", "dropout"},
    {"dtype", "precision"},
    {"earlystopping", "patience"},
    {"embedding", "feature_map"},
    {"encoding", "feature_map"},
    {"initialization", "init"},
    {"iterations", "epochs"},
    {"lr", "learning_rate"},
    {"lrscheduler", "schedule"},
    {"maxepochs", "epochs"},
    {"maxgradnorm", "clip_grad_norm"},
    {"measurements", "shots"},
    {"minibatch", "batch_size"},
    {"nclasses", "classes"},
    {"nepochs", "epochs"},
    {"net", "model"},
    {"network", "model"},
    {"nlayers", "layers"},
    {"noisemodel", "noise"},
    {"nshots", "shots"},
    {"numclasses", "classes"},
    {"numepochs", "epochs"},
    {"numlayers", "layers"},
    {"opt", "optimizer"},
    {"optim", "optimizer"},
    {"optimiser", "optimizer"},
    {"quantumlr", "quantum_learning_rate"},
    {"randomseed", "seed"},
    {"repetitions", "reps"},
    {"residual", "wiring"},
    {"residuals", "wiring"},
    {"samples", "samples_per_class"},
    {"scheduler", "schedule"},
    {"skip", "wiring"},
    {"smoothing", "label_smoothing"},
    {"testsize", "test_fraction"},
    {"trainsize", "train_fraction"},
    {"warmup", "warmup_epochs"},
    {"wd", "weight_decay"},
};

}  // namespace

std::string_view key_of_synonym(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (c != '-' && c != '_') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto found = std::ranges::find(kSynonyms, plain, &Synonym::name);
  return found == std::end(kSynonyms) ? std::string_view{} : found->key;
}

}  // namespace quanvas::trial
