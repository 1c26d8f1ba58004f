#include "train/run_trial.hpp"

#include <algorithm>
#include <numbers>

#include "base/error.hpp"
#include "base/text.hpp"
#include "data/catalog.hpp"
#include "data/draw.hpp"
#include "model/zoo.hpp"
#include "train/checkpoint.hpp"
#include "train/schedule.hpp"

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
  no_such_value();
}

// What the fixed part of a network makes of all images, which are for `purpose`.
template <class Real>
nn::Tensor<Real> fixed_features(nn::Sequential<Real>& fixed, nn::Tensor<Real> images, nn::Purpose purpose) {
  if (fixed.empty() || images.size() == 0) return images;
  fixed.begin({.purpose = purpose});
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

data::Copies copies_of(const trial::TrialSpec& spec) {
  const data::CatalogRow* const row = data::find_dataset(spec.dataset);
  if (!row) return data::Copies::as_they_are;  // handed over, of no row
  switch (spec.mri_protocol) {
    case trial::MriProtocol::paper: return row->paper_protocol;
    case trial::MriProtocol::clean: return row->clean_protocol;
  }
  no_such_value();
}

data::DrawOptions draw_options(const trial::TrialSpec& spec) {
  data::DrawOptions options{.labels = spec.labels,
                            .samples_per_class = static_cast<std::size_t>(spec.samples_per_class),
                            .train_fraction = spec.train_fraction,
                            .test_fraction = spec.test_fraction,
                            .test_per_class = static_cast<std::size_t>(spec.test_per_class),
                            .stratify = spec.stratify,
                            .copies = copies_of(spec),
                            .seed = static_cast<std::uint64_t>(spec.seed)};
  for (int label = 0; spec.labels.empty() && label < spec.classes; ++label) options.labels.push_back(label);
  return options;
}

// The parts of a data set that a trial reads, in the order of parts_of().
struct Images {
  const data::Dataset& drawn;
  const data::Dataset* other;  // null where the trial needs none

  std::string checksum() const {
    return other ? fmt::format("{} {}", drawn.checksum, other->checksum) : drawn.checksum;
  }
};

// Results of one's own images are named by their content.
void require_content(const trial::TrialSpec& spec, const Images& images) {
  if (spec.dataset_checksum == trial::TrialSpec().dataset_checksum) return;
  std::vector<std::string> checksums{images.drawn.checksum};
  if (images.other) checksums.push_back(images.other->checksum);
  require(content_of(checksums) == spec.dataset_checksum,
          "data set {} has changed: its checksum is {}, but the trial is of {}; put the images back, or train anew",
          spec.dataset, content_of(checksums), spec.dataset_checksum);
}

template <class Real>
ExampleSets<Real> examples_of(const trial::TrialSpec& spec, const Images& images, nn::Sequential<Real>& fixed) {
  const data::DrawOptions options = draw_options(spec);
  const data::Draw draw = data::draw(images.drawn, options, images.other);
  const data::PixelMap map = pixel_map(spec.pixel_scale, images.drawn, draw.train);
  const auto examples = [&](const data::Dataset& dataset, const data::Indices& which, nn::Purpose purpose) {
    return Examples<Real>{.features = fixed_features(fixed, data::gather_images<Real>(dataset, which, map), purpose),
                          .labels = data::gather_labels(dataset, which, options.labels)};
  };
  return {.train = examples(images.drawn, draw.train, nn::Purpose::training),
          .validation = examples(images.drawn, draw.validation, nn::Purpose::validation),
          .test = examples(images.other ? *images.other : images.drawn, draw.test, nn::Purpose::test)};
}

// The weights that the optimiser moves, angles of circuits and others. One without gradient is left alone, by weight
// decay too.
template <class Real>
std::vector<nn::ParameterGroup<Real>> groups_of(const trial::TrialSpec& spec, model::Network<Real>& network) {
  const double of_angles = spec.quantum_learning_rate > 0 ? spec.quantum_learning_rate : spec.learning_rate;
  std::vector<nn::ParameterGroup<Real>> groups;
  for (nn::Parameter<Real>* const parameter : network.trained.parameters()) {
    const auto tracked = std::ranges::find(network.tracked, parameter, &model::TrackedLayer<Real>::weights);
    if (tracked != network.tracked.end() && !tracked->reached) continue;
    groups.push_back(
        {.parameters = {parameter}, .rate = parameter->kind == nn::Weights::angles ? of_angles : spec.learning_rate});
  }
  return groups;
}

nn::OptimizerOptions optimizer_options(const trial::TrialSpec& spec) {
  const bool nesterov = spec.nesterov == trial::Nesterov::on;
  return {.momentum = spec.momentum,
          .kind = nesterov ? nn::Momentum::nesterov : nn::Momentum::heavy_ball,
          .weight_decay = spec.weight_decay};
}

template <class Real>
std::vector<NamedWeights> weights_of(model::Network<Real>& network) {
  std::vector<NamedWeights> all;
  for (nn::Sequential<Real>* const part : {&network.fixed, &network.trained})
    for (const nn::Parameter<Real>* const parameter : part->parameters())
      all.push_back({.name = parameter->name, .values = {parameter->value.begin(), parameter->value.end()}});
  return all;
}

template <class Real>
trial::Outcome run_with(const trial::TrialSpec& spec, const Images& images, const RunOptions& run) {
  auto network = model::build<Real>(
      spec, {.height = images.drawn.height, .width = images.drawn.width, .channels = images.drawn.channels});
  const ExampleSets<Real> examples = examples_of(spec, images, network.fixed);

  trial::TrainingRecord training;
  training.feature_shape = network.feature_shape;
  training.data_checksum = images.checksum();
  const auto optimizer = nn::make_optimizer<Real>(spec.optimizer, groups_of(spec, network), optimizer_options(spec));
  const TrainingState<Real> state{
      .parameters = network.trained.parameters(), .statistics = network.trained.statistics(), .optimizer = *optimizer};
  for (const nn::Parameter<Real>* parameter : state.parameters) training.parameters += parameter->value.size();
  begin_record(network, examples.test.labels.empty() ? Has::always : Has::with_test, training);
  const Identity identity = Identity::of(spec, training.data_checksum);
  const auto observer = [&](const trial::TrainingRecord& so_far) {
    if (run.observer)
      run.observer({.training = so_far,
                    .checkpoint = [&] { return save_checkpoint<Real>(identity, so_far, state); },
                    .weights = [&] { return weights_of(network); }});
  };
  const auto epochs = static_cast<std::size_t>(spec.epochs);
  const std::size_t last = run.last_epoch == 0 ? epochs : std::min(run.last_epoch, epochs);
  restore_checkpoint<Real>(run.checkpoint, identity, last, training, state);
  const TrainerOptions options{.epochs = last,
                               .batch_size = static_cast<std::size_t>(spec.batch_size),
                               .patience = static_cast<std::size_t>(spec.patience),
                               .seed = static_cast<std::uint64_t>(spec.seed),
                               .loss = spec.loss,
                               .label_smoothing = spec.label_smoothing,
                               .clip_grad_norm = spec.clip_grad_norm,
                               .rate_factor = [&](std::size_t epoch) { return rate_factor(spec, epoch); }};
  std::string failure = fit<Real>(network, *optimizer, examples, options, training, observer);
  if (!failure.empty()) return trial::Diverged{.training = std::move(training), .message = std::move(failure)};
  if (last < epochs && !out_of_patience(training, options.patience))
    return trial::Stopped{.training = std::move(training),
                          .message = fmt::format("after epoch {} of {}", last, epochs)};
  return trial::Completed{.training = std::move(training)};
}

trial::Split other_split(trial::Split split) {
  switch (split) {
    case trial::Split::train: return trial::Split::test;
    case trial::Split::test: return trial::Split::train;
  }
  no_such_value();
}

}  // namespace

std::vector<DatasetPart> parts_of(const trial::TrialSpec& spec) {
  std::vector<DatasetPart> parts{{.name = spec.dataset,
                                  .split = spec.split,
                                  .bad_images = spec.bad_images,
                                  .image_size = spec.image_size,
                                  .colour = spec.colour}};
  if (spec.test_per_class > 0) {
    parts.push_back(parts.front());
    parts.back().split = other_split(spec.split);
  }
  return parts;
}

std::vector<NamedWeights> initial_weights(const trial::TrialSpec& spec, const model::ImageFormat& format) {
  const auto of = [&](auto network) { return weights_of(network); };
  return spec.precision == trial::Precision::single_ ? of(model::build<float>(spec, format))
                                                     : of(model::build<double>(spec, format));
}

data::Dataset load(const DatasetPart& part) { return data::load(part.name, part.split, options_of(part)); }

data::ImageOptions options_of(const DatasetPart& part) {
  return {.size = data::parse_image_size(part.image_size), .colour = part.colour, .bad_images = part.bad_images};
}

std::string content_of(const std::vector<std::string>& checksums) { return join(checksums, "+"); }

const data::Dataset& TrialRunner::dataset(const DatasetPart& part) {
  auto entry = datasets_.find(part);
  if (entry == datasets_.end()) entry = datasets_.emplace(part, load(part)).first;
  return entry->second;
}

trial::Outcome TrialRunner::run(const trial::TrialSpec& spec, const RunOptions& options) {
  const std::vector<DatasetPart> parts = parts_of(spec);
  const Images images{.drawn = dataset(parts.front()), .other = parts.size() > 1 ? &dataset(parts.back()) : nullptr};
  require_content(spec, images);
  return with_real(spec.precision, [&]<class Real>() { return run_with<Real>(spec, images, options); });
}

}  // namespace quanvas::train
