// TrialSpec -> Outcome: finds the data, builds the model, trains it.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "data/image_folder.hpp"
#include "model/zoo.hpp"
#include "train/trainer.hpp"
#include "trial/outcome.hpp"
#include "trial/spec.hpp"

namespace quanvas::train {

// A part of a data set, as trials name it.
struct DatasetPart {
  std::string name;
  trial::Split split = trial::Split::train;
  trial::BadImages bad_images = trial::BadImages::refuse;
  std::string image_size = "28";
  trial::Colour colour = trial::Colour::grey;
  friend auto operator<=>(const DatasetPart&, const DatasetPart&) = default;
};

// What a trial reads: the part that it draws from, and the other one where test images come from there.
std::vector<DatasetPart> parts_of(const trial::TrialSpec& spec);

// How its images are read.
data::ImageOptions options_of(const DatasetPart& part);

// What names the content of the parts that a trial reads: the axis dataset_checksum of one's own images.
std::string content_of(const std::vector<std::string>& checksums);

using Datasets = std::map<DatasetPart, data::Dataset>;

// Throws Error as data::load does.
data::Dataset load(const DatasetPart& part);

// The weights of a layer, by the name of the layer (and of what they are, where it has several kinds).
struct NamedWeights {
  std::string name;
  std::vector<double> values;
};

// The weights that a canonical trial begins with.
std::vector<NamedWeights> initial_weights(const trial::TrialSpec& spec, const model::ImageFormat& format);

// The state of a training after an epoch.
struct Moment {
  const trial::TrainingRecord& training;               // so far
  std::function<std::string()> checkpoint;             // its state as bytes, which run() resumes from, bit for bit
  std::function<std::vector<NamedWeights>()> weights;  // of all layers, frozen ones too
};

// Called after every epoch whose loss and gradients are finite; what it throws comes through.
using EpochObserver = std::function<void(const Moment&)>;

struct RunOptions {
  EpochObserver observer;
  // Of an earlier run of the same trial. One of another trial or build, a damaged one, and one that is beyond the last
  // epoch are ignored.
  std::string checkpoint;
  std::size_t last_epoch = 0;  // the epochs to run up to; 0: all
};

// Runs trials one after another and keeps the data sets they read. Not for use from several threads at once; the
// threads within a trial are those of OpenMP, and their number does not change the result.
class TrialRunner {
 public:
  // Of the data sets that trials read, `datasets` are there already; the others are loaded.
  explicit TrialRunner(Datasets datasets = {}) : datasets_(std::move(datasets)) {}

  // `spec` is canonical. Returns Completed, Diverged or, at a last epoch before the trial's own, Stopped; throws Error
  // where the data set or the model cannot be had.
  trial::Outcome run(const trial::TrialSpec& spec, const RunOptions& options = {});

 private:
  const data::Dataset& dataset(const DatasetPart& part);

  Datasets datasets_;
};

}  // namespace quanvas::train
