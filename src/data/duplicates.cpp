#include "data/duplicates.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace quanvas::data {
namespace {

double mean_of(std::span<const std::uint8_t> image) {
  return static_cast<double>(std::accumulate(image.begin(), image.end(), std::uint64_t{0})) /
         static_cast<double>(image.size());
}

// Whether the root mean square of the differences is at most `distance`.
bool within(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, double distance) {
  const double most = distance * distance * static_cast<double>(a.size());
  constexpr std::size_t kRow = 64;  // pixels between two looks at the sum
  std::uint64_t sum = 0;
  for (std::size_t first = 0; first < a.size(); first += kRow) {
    const std::size_t end = std::min(first + kRow, a.size());
    for (std::size_t p = first; p < end; ++p) {
      const int difference = int{a[p]} - int{b[p]};
      sum += static_cast<std::uint64_t>(difference * difference);
    }
    if (static_cast<double>(sum) > most) return false;
  }
  return true;
}

std::string_view bytes(std::span<const std::uint8_t> image) {
  return {reinterpret_cast<const char*>(image.data()), image.size()};
}

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

bool ImageSet::add(std::span<const std::uint8_t> image) {
  if (holds(image)) return false;
  images_.emplace(mean_of(image), image);
  return true;
}

bool ImageSet::holds(std::span<const std::uint8_t> image) const {
  const double mean = mean_of(image);
  const auto end = images_.upper_bound(mean + distance_);
  for (auto other = images_.lower_bound(mean - distance_); other != end; ++other)
    if (within(image, other->second, distance_)) return true;
  return false;
}

std::size_t count_near_copies(const Dataset& train, const Dataset& test) {
  ImageSet same;
  ImageSet alike(kCopyDistance);
  std::size_t count = 0;
  for (const Dataset* part : {&train, &test})
    for (std::size_t i = 0; i < part->size(); ++i) {
      const bool is_new = same.add(part->image(i));
      count += !alike.add(part->image(i)) && is_new;
    }
  return count;
}

Duplicates count_duplicates(const Dataset& train, const Dataset& test) {
  return {.within_train = count_within(train),
          .within_test = count_within(test),
          .across = count_across(train, test),
          .contradicting = count_contradicting(train, test)};
}

}  // namespace quanvas::data
