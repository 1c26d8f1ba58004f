#include "nn/loss.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace quanvas::nn {

template <class Real>
LossSum cross_entropy(const Tensor<Real>& scores, std::span<const std::uint8_t> labels, Tensor<Real>* gradient) {
  assert(labels.size() == scores.batch());
  if (gradient) gradient->resize(scores.shape());
  LossSum sum;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    const auto s = scores.item(b);
    const std::size_t label = labels[b];
    const auto largest = std::ranges::max_element(s);
    Real total = 0;
    for (const Real score : s) total += std::exp(score - *largest);
    sum.loss += static_cast<double>(std::log(total) + *largest - s[label]);
    sum.correct += static_cast<std::size_t>(largest - s.begin()) == label;
    if (gradient) {
      const Real share = Real(1) / static_cast<Real>(labels.size());
      const auto g = gradient->item(b);
      for (std::size_t i = 0; i < s.size(); ++i) g[i] = share * std::exp(s[i] - *largest) / total;
      g[label] -= share;
    }
  }
  return sum;
}

template LossSum cross_entropy(const Tensor<float>&, std::span<const std::uint8_t>, Tensor<float>*);
template LossSum cross_entropy(const Tensor<double>&, std::span<const std::uint8_t>, Tensor<double>*);

}  // namespace quanvas::nn
