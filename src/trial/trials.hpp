// The trials of a sweep. Those that differ in their seed alone share one configuration, which is kept once: a million
// trials are a few megabytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "trial/spec.hpp"

namespace quanvas::trial {

class Trials {
 public:
  class Iterator;

  Trials() = default;
  Trials(std::initializer_list<TrialSpec> specs) {
    for (const TrialSpec& spec : specs) push_back(spec);
  }

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  TrialSpec operator[](std::size_t trial) const;
  Iterator begin() const;
  Iterator end() const;

  // What trials have in common but for the seed, which in it is that of the first of them to be added.
  const std::vector<TrialSpec>& configurations() const { return configurations_; }
  std::uint32_t configuration_of(std::size_t trial) const { return rows_[trial].configuration; }

  void reserve(std::size_t trials) { rows_.reserve(trials); }
  std::uint32_t add_configuration(TrialSpec spec);  // returns its position
  void add(std::uint32_t configuration, std::int64_t seed) { rows_.push_back({configuration, seed}); }
  void push_back(const TrialSpec& spec) { add(add_configuration(spec), spec.seed); }

 private:
  struct Row {
    std::uint32_t configuration;
    std::int64_t seed;
  };

  std::vector<TrialSpec> configurations_;
  std::vector<Row> rows_;
};

class Trials::Iterator {
 public:
  using value_type = TrialSpec;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::forward_iterator_tag;

  Iterator() = default;
  Iterator(const Trials& trials, std::size_t trial) : trials_(&trials), trial_(trial) {}
  TrialSpec operator*() const { return (*trials_)[trial_]; }
  Iterator& operator++() {
    ++trial_;
    return *this;
  }
  Iterator operator++(int) {
    const Iterator before = *this;
    ++trial_;
    return before;
  }
  friend bool operator==(const Iterator&, const Iterator&) = default;

 private:
  const Trials* trials_ = nullptr;
  std::size_t trial_ = 0;
};

inline Trials::Iterator Trials::begin() const { return {*this, 0}; }
inline Trials::Iterator Trials::end() const { return {*this, size()}; }

}  // namespace quanvas::trial
