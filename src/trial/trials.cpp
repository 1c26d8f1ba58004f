#include "trial/trials.hpp"

#include <utility>

namespace quanvas::trial {

TrialSpec Trials::operator[](std::size_t trial) const {
  const Row& row = rows_[trial];
  TrialSpec spec = configurations_[row.configuration];
  spec.seed = row.seed;
  return spec;
}

std::uint32_t Trials::add_configuration(TrialSpec spec) {
  configurations_.push_back(std::move(spec));
  return static_cast<std::uint32_t>(configurations_.size() - 1);
}

}  // namespace quanvas::trial
