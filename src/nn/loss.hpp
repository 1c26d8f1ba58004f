// Cross-entropy of class scores against labels.
#pragma once

#include <cstdint>
#include <span>

#include "nn/tensor.hpp"

namespace quanvas::nn {

struct LossSum {
  double loss = 0;          // summed over the batch
  std::size_t correct = 0;  // items whose largest score is that of their label; the first of equal scores counts
};

// loss_b = -log softmax(scores_b)[label_b]. scores [batch, classes], labels [batch]. Where `gradient` is given it
// becomes the gradient of the batch's mean loss, [batch, classes].
template <class Real>
LossSum cross_entropy(const Tensor<Real>& scores, std::span<const std::uint8_t> labels,
                      Tensor<Real>* gradient = nullptr);

}  // namespace quanvas::nn
