#include "sweep/vocabulary.hpp"

#include <algorithm>
#include <numeric>

#include "data/catalog.hpp"
#include "data/draw.hpp"

namespace quanvas::sweep {
namespace {

using trial::BadValue;
using trial::TrialSpec;

const data::CatalogRow& dataset_of(const TrialSpec& spec) {
  return trial::as_value_of("dataset", [&]() -> const data::CatalogRow& { return data::dataset_named(spec.dataset); });
}

// The labels of the data set that are classified; none where they are the first `classes`.
void normalise_labels(TrialSpec& spec, const data::CatalogRow& dataset) {
  if (spec.labels.empty()) {
    if (static_cast<std::size_t>(spec.classes) > dataset.classes)
      throw BadValue("classes",
                     fmt::format("data set {} has {} classes, not {}", dataset.name, dataset.classes, spec.classes));
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

TrialSpec canonical(const TrialSpec& spec) {
  const TrialSpec defaults;
  const data::CatalogRow& dataset = dataset_of(spec);
  TrialSpec result = spec;
  normalise_labels(result, dataset);
  if (dataset.paper_protocol == dataset.clean_protocol) result.mri_protocol = defaults.mri_protocol;
  if (dataset.source != data::Source::image_files) result.bad_images = defaults.bad_images;
  check_division(result);
  return model::canonical(result, image_format(result));
}

}  // namespace

trial::Vocabulary vocabulary() {
  return {.canonical = canonical,
          .cost = [](const TrialSpec& spec) { return model::cost(spec, image_format(spec)); },
          .readers = model::readers};
}

model::ImageFormat image_format(const TrialSpec& spec) {
  const data::CatalogRow& row = dataset_of(spec);
  return {.height = row.height, .width = row.width, .images = drawn_images(spec, row)};
}

}  // namespace quanvas::sweep
