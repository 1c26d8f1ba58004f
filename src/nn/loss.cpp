#include "nn/loss.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "base/table.hpp"

namespace quanvas::nn {

template <class Real>
LossSum cross_entropy(const Tensor<Real>& scores, std::span<const std::uint8_t> labels, Tensor<Real>* gradient,
                      double smoothing) {
  assert(labels.size() == scores.batch());
  if (gradient) gradient->resize(scores.shape());
  const auto smooth = static_cast<Real>(smoothing);
  LossSum sum;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    const auto s = scores.item(b);
    const std::size_t label = labels[b];
    const auto largest = std::ranges::max_element(s);
    Real total = 0;
    for (const Real score : s) total += std::exp(score - *largest);
    sum.loss += static_cast<double>(std::log(total) + *largest - s[label]);
    sum.correct += static_cast<std::size_t>(largest - s.begin()) == label;
    if (smooth > 0) {
      Real mean = 0;
      for (const Real score : s) mean += score / static_cast<Real>(s.size());
      sum.loss += static_cast<double>(smooth * (s[label] - mean));
    }
    if (gradient) {
      const Real share = Real(1) / static_cast<Real>(labels.size());
      const auto g = gradient->item(b);
      for (std::size_t i = 0; i < s.size(); ++i) g[i] = share * std::exp(s[i] - *largest) / total;
      g[label] -= share;
      if (smooth > 0) {
        for (Real& value : g) value -= share * smooth / static_cast<Real>(s.size());
        g[label] += share * smooth;
      }
    }
  }
  return sum;
}

namespace {

template <class Real>
bool is_correct(std::span<const Real> scores, std::size_t label) {
  return static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin()) == label;
}

template <class Real>
LossSum smoothed_cross_entropy(const Tensor<Real>& scores, std::span<const std::uint8_t> labels, double smoothing,
                               Tensor<Real>* gradient) {
  return cross_entropy(scores, labels, gradient, smoothing);
}

// loss_b = mean_c (s_c - [c is the label])^2
template <class Real>
LossSum mean_squared_error(const Tensor<Real>& scores, std::span<const std::uint8_t> labels, double,
                           Tensor<Real>* gradient) {
  if (gradient) gradient->resize(scores.shape());
  LossSum sum;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    const auto s = scores.item(b);
    sum.correct += is_correct<Real>(s, labels[b]);
    const auto share = Real(2) / static_cast<Real>(s.size() * labels.size());
    for (std::size_t c = 0; c < s.size(); ++c) {
      const Real error = s[c] - Real(c == labels[b]);
      sum.loss += static_cast<double>(error * error) / static_cast<double>(s.size());
      if (gradient) gradient->item(b)[c] = share * error;
    }
  }
  return sum;
}

// loss_b = sum over the other classes c of max(0, 1 - s_label + s_c), over the number of classes
template <class Real>
LossSum hinge(const Tensor<Real>& scores, std::span<const std::uint8_t> labels, double, Tensor<Real>* gradient) {
  if (gradient) {
    gradient->resize(scores.shape());
    gradient->fill(0);
  }
  LossSum sum;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    const auto s = scores.item(b);
    sum.correct += is_correct<Real>(s, labels[b]);
    const auto share = Real(1) / static_cast<Real>(s.size() * labels.size());
    for (std::size_t c = 0; c < s.size(); ++c) {
      const Real violation = 1 - s[labels[b]] + s[c];
      if (c == labels[b] || !(violation > 0)) continue;
      sum.loss += static_cast<double>(violation) / static_cast<double>(s.size());
      if (gradient) {
        gradient->item(b)[c] += share;
        gradient->item(b)[labels[b]] -= share;
      }
    }
  }
  return sum;
}

struct Row {
  LossInfo info;
  LossFunction<float> of_float;
  LossFunction<double> of_double;
};

constexpr Row kRows[] = {
    {{"cross_entropy", "cross-entropy of the softmax of the scores (CrossEntropyLoss)", Labels::smoothed},
     smoothed_cross_entropy<float>,
     smoothed_cross_entropy<double>},
    {{"mse", "squared distance of the scores from 1 for the label and 0 for others, per class (MSELoss)"},
     mean_squared_error<float>,
     mean_squared_error<double>},
    {{"hinge", "by how much other scores come within 1 of the label's, per class (MultiMarginLoss)"},
     hinge<float>,
     hinge<double>},
};

constexpr auto kInfos = [] {
  std::array<LossInfo, std::size(kRows)> infos;
  std::ranges::transform(kRows, infos.begin(), &Row::info);
  return infos;
}();

const Row& row_of(std::string_view name) { return row_named(kRows, "loss", name, &Row::info); }

}  // namespace

std::span<const LossInfo> losses() { return kInfos; }

const LossInfo& loss_named(std::string_view name) { return row_of(name).info; }

template <class Real>
LossFunction<Real> loss_function(std::string_view name) {
  if constexpr (std::same_as<Real, float>) return row_of(name).of_float;
  else return row_of(name).of_double;
}

template LossFunction<float> loss_function<float>(std::string_view);
template LossFunction<double> loss_function<double>(std::string_view);
template LossSum cross_entropy(const Tensor<float>&, std::span<const std::uint8_t>, Tensor<float>*, double);
template LossSum cross_entropy(const Tensor<double>&, std::span<const std::uint8_t>, Tensor<double>*, double);

}  // namespace quanvas::nn
