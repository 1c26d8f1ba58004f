// Losses of class scores against labels; a table by name, each as the class of torch.nn that its row names. To add one:
// a function and a row in loss.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "nn/tensor.hpp"

namespace quanvas::nn {

struct LossSum {
  double loss = 0;          // summed over the batch
  std::size_t correct = 0;  // items whose largest score is that of their label; the first of equal scores counts
};

// Whether a loss takes smoothed labels: share `smoothing` of a label spread evenly over all classes.
enum class Labels { as_they_are, smoothed };

struct LossInfo {
  std::string_view name;
  std::string_view meaning;
  Labels labels = Labels::as_they_are;
};

std::span<const LossInfo> losses();

// Throws Error, with the nearest name, where there is none of this name.
const LossInfo& loss_named(std::string_view name);

// scores [batch, classes], labels [batch]. Where `gradient` is given it becomes the gradient of the batch's mean loss,
// [batch, classes].
template <class Real>
using LossFunction = LossSum (*)(const Tensor<Real>& scores, std::span<const std::uint8_t> labels, double smoothing,
                                 Tensor<Real>* gradient);

// Throws Error as loss_named().
template <class Real>
LossFunction<Real> loss_function(std::string_view name);

// loss_b = -sum_c t_c log softmax(scores_b)[c], where the target t is 1 - smoothing at the label, and smoothing/classes
// more at each class (Szegedy et al., arXiv 1512.00567).
template <class Real>
LossSum cross_entropy(const Tensor<Real>& scores, std::span<const std::uint8_t> labels,
                      Tensor<Real>* gradient = nullptr, double smoothing = 0);

}  // namespace quanvas::nn
