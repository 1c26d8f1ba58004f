#include "train/run_trial.hpp"

#include <algorithm>
#include <numbers>
#include <numeric>

#include "data/catalog.hpp"
#include "data/draw.hpp"
#include "model/zoo.hpp"
#include "train/checkpoint.hpp"

namespace quanvas::train {
namespace {

// Images that go through a network's fixed part at a time.
constexpr std::size_t kFixedBatch = 64;

data::PixelMap pixel_map(trial::PixelScale scale, const data::Dataset& dataset, const data::Indices& train) {
  switch (scale) {
    case trial::PixelScale::unit: return {.scale = 1.0 / 255};
    case trial::PixelScale::pi: return {.scale = std::numbers::pi / 255};
    case trial::PixelScale::two_pi: return {.scale = 2 * std::numbers::pi / 255};
    case trial::PixelScale::raw: return {.scale = 1.0};
    case trial::PixelScale::standard: return standardising_map(dataset, train);
  }
  return {};
}

// What the fixed part of a network makes of all images.
template <class Real>
nn::Tensor<Real> fixed_features(nn::Sequential<Real>& fixed, nn::Tensor<Real> images) {
  if (fixed.empty()) return images;
  nn::Tensor<Real> features(fixed.output().with_batch(images.batch()));
  nn::Tensor<Real> part;
  for (std::size_t first = 0; first < images.batch(); first += kFixedBatch) {
    const std::size_t count = std::min(kFixedBatch, images.batch() - first);
    part.resize(images.shape().with_batch(count));
    std::ranges::copy(images.values().subspan(first * images.shape().item_size(), part.size()), part.data());
    std::ranges::copy(fixed.forward(part).values(), features.item(first).data());
  }
  return features;
}

template <class Real>
trial::Outcome run_with(const trial::TrialSpec& spec, const data::Dataset& dataset, const RunOptions& run) {
  const auto seed = static_cast<std::uint64_t>(spec.seed);
  std::vector<int> labels(static_cast<std::size_t>(spec.classes));
  std::iota(labels.begin(), labels.end(), 0);
  const data::Draw draw = data::draw(dataset, {.labels = labels,
                                               .samples_per_class = static_cast<std::size_t>(spec.samples_per_class),
                                               .train_fraction = spec.train_fraction,
                                               .seed = seed});
  const data::PixelMap map = pixel_map(spec.pixel_scale, dataset, draw.train);
  auto network = model::build<Real>(spec, {.height = dataset.height, .width = dataset.width});
  const auto examples = [&](const data::Indices& which) {
    return Examples<Real>{.features = fixed_features(network.fixed, data::gather_images<Real>(dataset, which, map)),
                          .labels = data::gather_labels(dataset, which, labels)};
  };
  const Examples<Real> train = examples(draw.train);
  const Examples<Real> validation = examples(draw.validation);

  trial::Training training;
  training.feature_shape = network.feature_shape;
  training.data_checksum = dataset.checksum;
  const auto parameters = network.trained.parameters();
  for (const nn::Parameter<Real>* parameter : parameters) training.parameters += parameter->value.size();
  const auto optimizer = spec.optimizer == trial::Optimizer::adam ? nn::make_adam<Real>(parameters, spec.learning_rate)
                                                                  : nn::make_sgd<Real>(parameters, spec.learning_rate);
  begin_record(network, training);
  const Identity identity = Identity::of(spec, dataset.checksum);
  const auto observer = [&](const trial::Training& so_far) {
    if (run.observer) run.observer({.training = so_far, .checkpoint = [&] { return save_checkpoint<Real>(identity, so_far, parameters, *optimizer); }});
  };
  const auto epochs = static_cast<std::size_t>(spec.epochs);
  const std::size_t last = run.last_epoch == 0 ? epochs : std::min(run.last_epoch, epochs);
  restore_checkpoint<Real>(run.checkpoint, identity, last, training, parameters, *optimizer);
  const TrainerOptions options{.epochs = last, .batch_size = static_cast<std::size_t>(spec.batch_size), .seed = seed};
  std::string failure = fit<Real>(network, *optimizer, train, validation, options, training, observer);
  if (!failure.empty()) return trial::Diverged{.training = std::move(training), .message = std::move(failure)};
  if (last < epochs) return trial::Stopped{.training = std::move(training), .message = fmt::format("after epoch {} of {}", last, epochs)};
  return trial::Completed{.training = std::move(training)};
}

}  // namespace

data::Dataset load(const DatasetPart& part) { return data::load(part.first, part.second == trial::Split::train ? data::Part::train : data::Part::test); }

const data::Dataset& TrialRunner::dataset(const trial::TrialSpec& spec) {
  const DatasetPart part{spec.dataset, spec.split};
  auto entry = datasets_.find(part);
  if (entry == datasets_.end()) entry = datasets_.emplace(part, load(part)).first;
  return entry->second;
}

trial::Outcome TrialRunner::run(const trial::TrialSpec& spec, const RunOptions& options) {
  const data::Dataset& images = dataset(spec);
  return spec.precision == trial::Precision::single_ ? run_with<float>(spec, images, options)
                                                     : run_with<double>(spec, images, options);
}

}  // namespace quanvas::train
