#include "sweep/vocabulary.hpp"

#include <algorithm>
#include <memory>
#include <numeric>

#include "base/error.hpp"
#include "data/catalog.hpp"
#include "data/draw.hpp"
#include "data/own.hpp"
#include "store/columns.hpp"
#include "train/metrics.hpp"
#include "trial/network.hpp"

namespace quanvas::sweep {
namespace {

using trial::BadValue;
using trial::TrialSpec;

constexpr std::string_view kAny = "any";  // content

// The data set that a trial draws from.
data::CatalogRow dataset_of(const TrialSpec& spec, const KnownData& known) {
  const train::DatasetPart part = train::parts_of(spec).front();
  if (const KnownPart* const there = known.find(part); there && !data::find_dataset(spec.dataset))
    return {.name = there->part.name,
            .meaning = {},
            .classes = there->classes,
            .height = there->height,
            .width = there->width,
            .images = there->images,
            .source = there->source};
  return trial::as_value_of("dataset", [&] { return data::row_of(part.name, part.split, train::options_of(part)); });
}

// The path of images of one's own becomes an absolute one: of those that the folder knows, or that is there.
std::string path_of(const TrialSpec& spec, const KnownData& known) {
  TrialSpec candidate = spec;
  for (const auto& path : data::own_candidates(spec.dataset, known.base)) {
    candidate.dataset = path.string();
    if (known.find(train::parts_of(candidate).front())) return candidate.dataset;
  }
  if (const auto found = data::find_own(spec.dataset, known.base)) return found->string();
  data::refuse_dataset(spec.dataset);
}

// Images of one's own are known by their content.
void name_content(TrialSpec& spec, const KnownData& known) {
  if (data::find_dataset(spec.dataset)) {
    if (spec.dataset_checksum != kAny)
      throw BadValue("dataset_checksum",
                     fmt::format("data set {} is checked against checksums of its own; leave it out", spec.dataset));
    return;
  }
  trial::as_value_of("dataset", [&] {
    spec.dataset = path_of(spec, known);
    std::vector<std::string> checksums;
    for (const train::DatasetPart& part : train::parts_of(spec)) {
      const KnownPart* const there = known.find(part);
      checksums.push_back(there ? there->checksum : train::load(part).checksum);
    }
    const std::string content = train::content_of(checksums);
    require(spec.dataset_checksum == kAny || spec.dataset_checksum == content,
            "data set {} has other images: its checksum is {}, not {}", spec.dataset, content, spec.dataset_checksum);
    spec.dataset_checksum = content;
  });
}

// The labels of the data set that are classified; none where they are the first `classes`.
void normalise_labels(TrialSpec& spec, const data::CatalogRow& dataset) {
  if (spec.labels.empty()) {
    if (static_cast<std::size_t>(spec.classes) > dataset.classes)
      throw BadValue("classes", fmt::format("data set {0} has {1} classes, not {2}; give classes = {1}, or labels",
                                            dataset.name, dataset.classes, spec.classes));
    return;
  }
  for (auto label = spec.labels.begin(); label != spec.labels.end(); ++label) {
    if (static_cast<std::size_t>(*label) >= dataset.classes)
      throw BadValue("labels", fmt::format("data set {} has the labels 0 to {}, not {}", dataset.name,
                                           dataset.classes - 1, *label));
    if (std::find(spec.labels.begin(), label, *label) != label)
      throw BadValue("labels", fmt::format("label {} appears twice", *label));
  }
  if (spec.labels.size() < 2)
    throw BadValue("labels", fmt::format("at least two labels are classified, not {}", spec.labels.size()));
  spec.classes = static_cast<int>(spec.labels.size());
  std::vector<int> first(spec.labels.size());
  std::iota(first.begin(), first.end(), 0);
  if (spec.labels == first) spec.labels.clear();
}

// Images that training, validation and test of a trial have together; about as many where all of a class are drawn.
std::size_t drawn_images(const TrialSpec& spec, const data::CatalogRow& dataset) {
  const auto classes = static_cast<std::size_t>(spec.classes);
  const std::size_t pool = spec.samples_per_class > 0 ? classes * static_cast<std::size_t>(spec.samples_per_class)
                                                      : dataset.images * classes / dataset.classes;
  return pool + classes * static_cast<std::size_t>(spec.test_per_class);
}

void check_division(const TrialSpec& spec) {
  if (spec.test_per_class > 0 && spec.test_fraction > 0)
    throw BadValue("test_per_class",
                   "test images come from the drawn ones (test_fraction) or from the data set's other files "
                   "(test_per_class), not from both");
  if (spec.samples_per_class == 0) return;  // how many there are is known when they are read
  const bool each = spec.stratify == trial::Stratify::label;
  const std::size_t images =
      static_cast<std::size_t>(spec.samples_per_class) * (each ? 1 : static_cast<std::size_t>(spec.classes));
  const data::SplitCounts counts = data::split_counts(images, spec.test_fraction, spec.train_fraction);
  if (counts.train == 0 || counts.validation == 0)
    throw BadValue("train_fraction",
                   fmt::format("a train_fraction of {} leaves none of {} images{} to {}", spec.train_fraction, images,
                               each ? " of a class" : "", counts.train == 0 ? "train with" : "validate with"));
  if (counts.test == 0 && spec.test_fraction > 0)
    throw BadValue("test_fraction", fmt::format("a test_fraction of {} leaves none of {} images{} to test with",
                                                spec.test_fraction, images, each ? " of a class" : ""));
}

// A parameter of a network becomes a column of results, so that it cannot have the name of another one.
void check_network_parameters(const TrialSpec& spec) {
  if (spec.network == TrialSpec{}.network) return;
  static const auto kColumns = [] {
    std::vector<std::string> metrics;
    for (const train::Metric& metric : train::metrics()) metrics.emplace_back(metric.name);
    return store::table_fields(metrics);
  }();
  const trial::NetworkAxes axes =
      trial::as_value_of("model", [&] { return trial::NetworkAxes(trial::network_of(spec)); });
  for (const trial::Axis& axis : axes.all())
    if (std::ranges::any_of(kColumns, [&](const store::Field& field) { return field.column.name == axis.key; }))
      throw BadValue("model",
                     fmt::format("network {}: results have a column `{}` of another meaning; give the parameter "
                                 "another name",
                                 spec.model, axis.key));
}

TrialSpec canonical(const TrialSpec& spec, const KnownData& known) {
  const TrialSpec defaults;
  TrialSpec result = spec;
  result.image_size =
      trial::as_value_of("image_size", [&] { return data::to_text(data::parse_image_size(spec.image_size)); });
  name_content(result, known);
  const data::CatalogRow dataset = dataset_of(result, known);
  normalise_labels(result, dataset);
  if (dataset.paper_protocol == dataset.clean_protocol) result.mri_protocol = defaults.mri_protocol;
  if (dataset.source != data::Source::image_files) result.bad_images = defaults.bad_images;
  check_division(result);
  check_network_parameters(result);
  return model::canonical(result, image_format(result, known));
}

bool reads(const TrialSpec& spec, const trial::Axis& axis, const KnownData& known) {
  TrialSpec named = spec;
  name_content(named, known);
  return model::reads(named, axis, image_format(named, known));
}

}  // namespace

trial::Vocabulary vocabulary(KnownData known) {
  const auto shared = std::make_shared<const KnownData>(std::move(known));
  return {.canonical = [shared](const TrialSpec& spec) { return canonical(spec, *shared); },
          .cost = [](const TrialSpec& spec) { return model::cost(spec, image_format(spec)); },
          .reads = [shared](const TrialSpec& spec, const trial::Axis& axis) { return reads(spec, axis, *shared); },
          .readers = model::readers};
}

model::ImageFormat image_format(const TrialSpec& spec, const KnownData& known) {
  const auto row = dataset_of(spec, known);
  return {.height = row.height,
          .width = row.width,
          .images = drawn_images(spec, row),
          .channels = data::channels_of(spec.colour)};
}

}  // namespace quanvas::sweep
