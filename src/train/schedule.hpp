// Learning rates from epoch to epoch, as torch.optim.lr_scheduler has them: StepLR or CosineAnnealingLR, after LinearLR
// where there is a warm-up.
#pragma once

#include <cstddef>

#include "trial/spec.hpp"

namespace quanvas::train {

// What learning rates are multiplied by in an epoch, counted from 0. With w warm-up epochs and n = epoch - w:
//   epoch < w: 1/3 + 2/3 epoch/w;  step: gamma^floor(n / step_size);  cosine: (1 + cos(pi n / (epochs - w))) / 2
// (Loshchilov & Hutter, arXiv 1608.03983, without restarts).
double rate_factor(const trial::TrialSpec& spec, std::size_t epoch);

}  // namespace quanvas::train
