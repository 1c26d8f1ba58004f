// The columns of the parameters that networks of users declare (trial/network): a column each beside those of the
// program's axes, which hold the whole of them as `network_parameters`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/columns.hpp"
#include "trial/network.hpp"

namespace quanvas::store {

class NetworkColumns {
 public:
  // Makes room for the parameters of a record's network.
  void include(const trial::TrialSpec& spec);

  // In the order of their names. A trial whose network does not declare a parameter has NaN there, or an empty text; a
  // column of integers is one of reals where that is so of any trial. A name that is in `taken` is left out.
  std::vector<Field> fields(const std::vector<Field>& taken) const;

 private:
  std::size_t records_ = 0;
  std::map<std::string, std::shared_ptr<const trial::NetworkAxes>> networks_;  // by description
  std::map<std::string, std::size_t> records_with_;                            // by parameter
};

}  // namespace quanvas::store
