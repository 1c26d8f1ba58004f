#include "data/duplicates.hpp"

#include <unordered_map>

namespace quanvas::data {
namespace {

std::string_view bytes(std::span<const std::uint8_t> image) { return {reinterpret_cast<const char*>(image.data()), image.size()}; }

std::size_t count_within(const Dataset& dataset) {
  ImageSet seen;
  std::size_t count = 0;
  for (std::size_t i = 0; i < dataset.size(); ++i) count += !seen.add(dataset.image(i));
  return count;
}

std::size_t count_across(const Dataset& train, const Dataset& test) {
  ImageSet trained;
  for (std::size_t i = 0; i < train.size(); ++i) trained.add(train.image(i));
  std::size_t count = 0;
  for (std::size_t i = 0; i < test.size(); ++i) count += trained.holds(test.image(i));
  return count;
}

std::size_t count_contradicting(const Dataset& train, const Dataset& test) {
  std::unordered_map<std::string_view, std::uint8_t> labels;
  std::size_t count = 0;
  for (const Dataset* part : {&train, &test})
    for (std::size_t i = 0; i < part->size(); ++i) {
      const auto first = labels.emplace(bytes(part->image(i)), part->labels[i]).first;
      count += first->second != part->labels[i];
    }
  return count;
}

}  // namespace

bool ImageSet::add(std::span<const std::uint8_t> image) { return images_.insert(bytes(image)).second; }

bool ImageSet::holds(std::span<const std::uint8_t> image) const { return images_.contains(bytes(image)); }

Duplicates count_duplicates(const Dataset& train, const Dataset& test) {
  return {.within_train = count_within(train),
          .within_test = count_within(test),
          .across = count_across(train, test),
          .contradicting = count_contradicting(train, test)};
}

}  // namespace quanvas::data
