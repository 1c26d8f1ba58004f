#include "sweep/data.hpp"

#include <vector>

namespace quanvas::sweep {
namespace {

DataNeeds parts(const trial::TrialSpec& spec) {
  const std::vector<train::DatasetPart> list = train::parts_of(spec);
  return {list.begin(), list.end()};
}

}  // namespace

DataNeeds data_needs(const trial::Sweep& sweep, const store::Index& index) {
  std::vector<bool> needed(sweep.trials.configurations().size());
  for (std::size_t i = 0; i < sweep.trials.size(); ++i)
    if (!finished(index.entries[i])) needed[sweep.trials.configuration_of(i)] = true;
  DataNeeds needs;
  for (std::size_t i = 0; i < needed.size(); ++i)
    if (needed[i]) needs.merge(parts(sweep.trials.configurations()[i]));
  return needs;
}

}  // namespace quanvas::sweep
