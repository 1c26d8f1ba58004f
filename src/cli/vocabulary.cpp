#include "cli/vocabulary.hpp"

#include "data/catalog.hpp"
#include "data/draw.hpp"

namespace quanvas::cli {
namespace {

using trial::BadValue;
using trial::TrialSpec;

const data::CatalogRow& dataset_of(const TrialSpec& spec) {
  if (const data::CatalogRow* row = data::find_dataset(spec.dataset)) return *row;
  std::vector<std::string_view> names;
  for (const data::CatalogRow& row : data::catalog()) names.push_back(row.name);
  throw BadValue("dataset", fmt::format("there is no data set `{}`, only `{}`{}", spec.dataset, join(names, "`, `"), suggestion(spec.dataset, names)));
}

TrialSpec canonical(const TrialSpec& spec) {
  const data::CatalogRow& dataset = dataset_of(spec);
  if (static_cast<std::size_t>(spec.classes) > dataset.classes)
    throw BadValue("classes", fmt::format("data set {} has {} classes, not {}", dataset.name, dataset.classes, spec.classes));
  const auto images = static_cast<std::size_t>(spec.classes) * static_cast<std::size_t>(spec.samples_per_class);
  const std::size_t train = data::training_count(images, spec.train_fraction);
  if (train == 0 || train == images)
    throw BadValue("train_fraction", fmt::format("a train_fraction of {} leaves none of {} images to {}", spec.train_fraction, images,
                                                 train == 0 ? "train with" : "validate with"));
  return model::canonical(spec, image_format(spec));
}

}  // namespace

trial::Vocabulary vocabulary() {
  return {.canonical = canonical, .cost = [](const TrialSpec& spec) { return model::cost(spec, image_format(spec)); }};
}

model::ImageFormat image_format(const TrialSpec& spec) {
  const data::CatalogRow& row = dataset_of(spec);
  return {.height = row.height, .width = row.width};
}

}  // namespace quanvas::cli
