#include "model/layer_kinds.hpp"

#include "base/table.hpp"
#include "model/classical_kinds.hpp"
#include "model/quantum_kinds.hpp"

namespace quanvas::model {

std::span<const LayerKind> layer_kinds() {
  static const std::vector<LayerKind> kAll = [] {
    std::vector<LayerKind> all(quantum_kinds().begin(), quantum_kinds().end());
    all.insert(all.end(), classical_kinds().begin(), classical_kinds().end());
    return all;
  }();
  return kAll;
}

const LayerKind& layer_kind_named(std::string_view name) { return row_named(layer_kinds(), "layer", name); }

}  // namespace quanvas::model
