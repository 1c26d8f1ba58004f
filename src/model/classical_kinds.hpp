// The kinds of layers that no circuit computes: rows of the table in model/layer_kinds.
#pragma once

#include "model/layer_kinds.hpp"

namespace quanvas::model {

std::span<const LayerKind> classical_kinds();

}  // namespace quanvas::model
