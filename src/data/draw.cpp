#include "data/draw.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "data/duplicates.hpp"

namespace quanvas::data {
namespace {

using Classes = std::vector<Indices>;  // [class], positions

std::string_view name_of(const Dataset& dataset, int label) {
  return dataset.class_names[static_cast<std::size_t>(label)];
}

void check(const Dataset& dataset, const DrawOptions& options, const Dataset* other) {
  const std::vector<int>& labels = options.labels;
  require(!labels.empty(), "data set {}: no label to draw images of; name some in labels", dataset.name);
  const auto known = static_cast<int>(dataset.class_names.size());
  for (auto label = labels.begin(); label != labels.end(); ++label) {
    require(*label >= 0 && *label < known,
            "data set {} has {} classes, labels 0 to {}, and no label {}; change labels or classes", dataset.name,
            known, known - 1, *label);
    require(std::find(labels.begin(), label, *label) == label,
            "data set {}: label {} ({}) is drawn twice; name each once in labels", dataset.name, *label,
            name_of(dataset, *label));
  }
  require(options.test_fraction == 0 || options.test_per_class == 0,
          "data set {}: test images come from the drawn ones (test_fraction {}) or from its other part (test_per_class "
          "{}), not from both; set one to 0",
          dataset.name, options.test_fraction, options.test_per_class);
  require(options.test_per_class == 0 || other, "data set {}: test_per_class {} needs the data set's other part",
          dataset.name, options.test_per_class);
  require(!other || (other->class_names == dataset.class_names && other->image_size() == dataset.image_size()),
          "data set {}: the part that test images are drawn from has other classes or another image size; it is no "
          "part of the same data set",
          dataset.name);
}

Classes members(const Dataset& dataset, const std::vector<int>& labels) {
  Classes classes(labels.size());
  for (std::uint32_t i = 0; i < dataset.size(); ++i) {
    const auto label = std::ranges::find(labels, int{dataset.labels[i]});
    if (label != labels.end()) classes[static_cast<std::size_t>(label - labels.begin())].push_back(i);
  }
  return classes;
}

// Keeps the first of the images that are copies of one another, by position, whatever their class; none that is in
// `seen`.
void keep_distinct(const Dataset& dataset, Classes& classes, ImageSet& seen) {
  Indices all;
  for (const Indices& of_class : classes) all.insert(all.end(), of_class.begin(), of_class.end());
  std::ranges::sort(all);
  Indices kept;
  for (const std::uint32_t i : all)
    if (seen.add(dataset.image(i))) kept.push_back(i);
  for (Indices& of_class : classes)
    std::erase_if(of_class, [&](std::uint32_t i) { return !std::ranges::binary_search(kept, i); });
}

std::size_t smallest(const Classes& classes) {
  return static_cast<std::size_t>(std::ranges::min_element(classes, {}, std::ranges::size) - classes.begin());
}

void double_all(Indices& images) {
  const Indices once = images;
  images.insert(images.end(), once.begin(), once.end());
}

// How many images of a class to draw from where, and what to do where there are fewer.
struct Wanted {
  const Dataset& dataset;
  std::string_view which;  // of its images, for errors
  std::size_t per_class;   // 0: all
  std::string_view way_out;
};

// Leaves in each class the images that are drawn, in random order.
void draw_from(Classes& classes, const std::vector<int>& labels, const Wanted& wanted, RandomStream& stream) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    Indices& all = classes[c];
    const std::size_t per_class = wanted.per_class == 0 ? all.size() : wanted.per_class;
    require(!all.empty(), "data set {} has no images{} of class {} ({}); leave it out of labels, or {}",
            wanted.dataset.name, wanted.which, labels[c], name_of(wanted.dataset, labels[c]), wanted.way_out);
    require(all.size() >= per_class, "data set {} has {} images{} of class {} ({}), not {}; {}", wanted.dataset.name,
            all.size(), wanted.which, labels[c], name_of(wanted.dataset, labels[c]), per_class, wanted.way_out);
    stream.shuffle(std::span(all));
    all.resize(per_class);
  }
}

Indices joined(const Classes& classes) {
  Indices all;
  for (const Indices& of_class : classes) all.insert(all.end(), of_class.begin(), of_class.end());
  return all;
}

// Appends the images to the sides of the split; `whose` says in errors which images they are.
void divide(const Indices& images, const DrawOptions& options, std::string_view whose, Draw& draw) {
  const SplitCounts counts = split_counts(images.size(), options.test_fraction, options.train_fraction);
  require(options.test_fraction == 0 || counts.test > 0,
          "test_fraction {} of {} images{} leaves none to test with; raise it or samples_per_class",
          options.test_fraction, images.size(), whose);
  const std::size_t left = images.size() - counts.test;
  require(counts.train > 0 && counts.validation > 0,
          "train_fraction {} of {} images{} leaves none to {}; change it or raise samples_per_class",
          options.train_fraction, left, whose, counts.train == 0 ? "train with" : "validate with");
  const auto tested = images.begin() + static_cast<std::ptrdiff_t>(counts.test);
  const auto trained = tested + static_cast<std::ptrdiff_t>(counts.train);
  draw.test.insert(draw.test.end(), images.begin(), tested);
  draw.train.insert(draw.train.end(), tested, trained);
  draw.validation.insert(draw.validation.end(), trained, images.end());
}

Draw split(const Classes& drawn, const Dataset& dataset, const DrawOptions& options, RandomStream& stream) {
  Draw draw;
  if (options.stratify == Stratify::none) {
    Indices all = joined(drawn);
    stream.shuffle(std::span(all));
    divide(all, options, "", draw);
    return draw;
  }
  for (std::size_t c = 0; c < drawn.size(); ++c) {
    const int label = options.labels[c];
    divide(drawn[c], options,
           fmt::format(" of class {} ({}) of data set {}", label, name_of(dataset, label), dataset.name), draw);
  }
  for (Indices* const side : {&draw.train, &draw.validation, &draw.test}) stream.shuffle(std::span(*side));
  return draw;
}

void double_class(const Dataset& dataset, int label, Indices& images, RandomStream& stream) {
  Indices again;
  std::ranges::copy_if(images, std::back_inserter(again), [&](std::uint32_t i) { return dataset.labels[i] == label; });
  images.insert(images.end(), again.begin(), again.end());
  stream.shuffle(std::span(images));
}

// Test images of the data set's other part; with `doubled_in_training` none that `pool` holds, to which they are added.
Indices draw_test(const Dataset& other, const DrawOptions& options, ImageSet& pool) {
  const bool clean = options.copies == Copies::doubled_in_training;
  Classes classes = members(other, options.labels);
  if (clean) keep_distinct(other, classes, pool);
  RandomStream stream(options.seed, "test data");
  const Wanted wanted{.dataset = other,
                      .which = clean ? " in its other part, other than those it trains with," : " in its other part",
                      .per_class = options.test_per_class,
                      .way_out = "lower test_per_class, or take test images from the drawn ones (test_fraction)"};
  draw_from(classes, options.labels, wanted, stream);
  Indices images = joined(classes);
  stream.shuffle(std::span(images));
  return images;
}

}  // namespace

std::size_t training_count(std::size_t images, double train_fraction) {
  return static_cast<std::size_t>(std::llround(static_cast<double>(images) * train_fraction));
}

SplitCounts split_counts(std::size_t images, double test_fraction, double train_fraction) {
  const auto test = static_cast<std::size_t>(std::llround(static_cast<double>(images) * test_fraction));
  const std::size_t train = training_count(images - test, train_fraction);
  return {.train = train, .validation = images - test - train, .test = test};
}

Draw draw(const Dataset& dataset, const DrawOptions& options, const Dataset* other) {
  check(dataset, options, other);
  const std::vector<int>& labels = options.labels;
  const bool clean = options.copies == Copies::doubled_in_training;
  Classes classes = members(dataset, labels);
  ImageSet pool(kCopyDistance);
  if (clean) keep_distinct(dataset, classes, pool);
  const std::size_t fewest = smallest(classes);
  if (options.copies == Copies::doubled_before) double_all(classes[fewest]);

  RandomStream stream(options.seed, "data");
  const Wanted wanted{.dataset = dataset,
                      .which = clean ? " (of several copies one)" : "",
                      .per_class = options.samples_per_class,
                      .way_out = "lower samples_per_class"};
  draw_from(classes, labels, wanted, stream);
  Draw draw = split(classes, dataset, options, stream);
  if (clean && options.samples_per_class == 0) double_class(dataset, labels[fewest], draw.train, stream);
  if (options.test_per_class > 0) draw.test = draw_test(*other, options, pool);
  return draw;
}

}  // namespace quanvas::data
