// The residual block of a description: layers under a wiring (hybrid/residual.hpp).
#pragma once

#include "model/layer_kinds.hpp"

namespace quanvas::model {

LayerKind residual_kind();

}  // namespace quanvas::model
