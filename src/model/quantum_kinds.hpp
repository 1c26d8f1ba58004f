// The kinds of layers that circuits compute: rows of the table in model/layer_kinds.
#pragma once

#include "model/layer_kinds.hpp"

namespace quanvas::model {

std::span<const LayerKind> quantum_kinds();

}  // namespace quanvas::model
