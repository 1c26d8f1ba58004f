#include "nn/optimizer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/table.hpp"

namespace quanvas::nn {

template <class Real>
Optimizer<Real>::Optimizer(const std::vector<ParameterGroup<Real>>& groups) {
  for (const ParameterGroup<Real>& group : groups)
    for (Parameter<Real>* const parameter : group.parameters)
      slots_.push_back({.parameter = parameter, .rate = group.rate});
}

template <class Real>
void Optimizer<Real>::step() {
  ++steps_;
  move();
}

template <class Real>
std::vector<AlignedVector<Real>> Optimizer<Real>::zeros() const {
  std::vector<AlignedVector<Real>> all;
  for (const Slot& slot : slots_) all.emplace_back(slot.parameter->value.size());
  return all;
}

template <class Real>
void Optimizer<Real>::add_decay(double decay) {
  if (decay == 0) return;
  const auto share = static_cast<Real>(decay);
  for (const Slot& slot : slots_)
    for (std::size_t i = 0; i < slot.parameter->value.size(); ++i)
      slot.parameter->gradient[i] += share * slot.parameter->value[i];
}

template class Optimizer<float>;
template class Optimizer<double>;

namespace {

template <class Real>
void append(std::vector<AlignedVector<Real>>& moments, std::vector<std::span<Real>>& all) {
  all.insert(all.end(), moments.begin(), moments.end());
}

// p <- p - rate * g; with momentum b <- momentum * b + g takes the place of g, or g + momentum * b does (Nesterov).
template <class Real>
class Sgd final : public Optimizer<Real> {
 public:
  Sgd(const std::vector<ParameterGroup<Real>>& groups, const OptimizerOptions& options)
      : Optimizer<Real>(groups), options_(options) {
    if (options.momentum > 0) directions_ = this->zeros();
  }

  void move() override {
    this->add_decay(options_.weight_decay);
    for (std::size_t p = 0; p < this->slots().size(); ++p) {
      Parameter<Real>& parameter = *this->slots()[p].parameter;
      const auto rate = static_cast<Real>(this->rate(this->slots()[p]));
      if (options_.momentum > 0) gather(parameter.gradient, directions_[p]);
      const AlignedVector<Real>& direction = follows_direction() ? directions_[p] : parameter.gradient;
      for (std::size_t i = 0; i < parameter.value.size(); ++i) parameter.value[i] -= rate * direction[i];
    }
  }

  std::vector<std::span<Real>> moments() override {
    std::vector<std::span<Real>> all;
    append(directions_, all);
    return all;
  }

 private:
  bool follows_direction() const { return options_.momentum > 0 && options_.kind == Momentum::heavy_ball; }

  void gather(AlignedVector<Real>& gradient, AlignedVector<Real>& direction) const {
    const auto momentum = static_cast<Real>(options_.momentum);
    for (std::size_t i = 0; i < gradient.size(); ++i) direction[i] = momentum * direction[i] + gradient[i];
    if (options_.kind == Momentum::nesterov)
      for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += momentum * direction[i];
  }

  OptimizerOptions options_;
  std::vector<AlignedVector<Real>> directions_;
};

// Where a weight decay acts: through the gradient, or on the weights themselves (Loshchilov & Hutter, arXiv
// 1711.05101).
enum class Decay { coupled, decoupled };

// Kingma & Ba, arXiv 1412.6980.
template <class Real, Decay kDecay>
class AnyAdam final : public Optimizer<Real> {
 public:
  AnyAdam(const std::vector<ParameterGroup<Real>>& groups, const OptimizerOptions& options)
      : Optimizer<Real>(groups), decay_(options.weight_decay), means_(this->zeros()), squares_(this->zeros()) {}

  void move() override {
    decay();
    const auto t = static_cast<double>(this->steps());
    // The bias corrections of both moments, taken out of the loop.
    const double correction = std::sqrt(1.0 - std::pow(kBeta2, t));
    const double mean_correction = 1.0 - std::pow(kBeta1, t);
    const auto epsilon = static_cast<Real>(kEpsilon * correction);
    constexpr auto b1 = static_cast<Real>(kBeta1);
    constexpr auto b2 = static_cast<Real>(kBeta2);
    for (std::size_t p = 0; p < this->slots().size(); ++p) {
      const auto& slot = this->slots()[p];
      const auto rate = static_cast<Real>(this->rate(slot) * correction / mean_correction);
      Real* const value = slot.parameter->value.data();
      const Real* const gradient = slot.parameter->gradient.data();
      Real* const mean = means_[p].data();
      Real* const square = squares_[p].data();
      for (std::size_t i = 0; i < means_[p].size(); ++i) {
        mean[i] = b1 * mean[i] + (1 - b1) * gradient[i];
        square[i] = b2 * square[i] + (1 - b2) * gradient[i] * gradient[i];
        value[i] -= rate * mean[i] / (std::sqrt(square[i]) + epsilon);
      }
    }
  }

  std::vector<std::span<Real>> moments() override {
    std::vector<std::span<Real>> all;
    append(means_, all);
    append(squares_, all);
    return all;
  }

 private:
  static constexpr double kBeta1 = 0.9;
  static constexpr double kBeta2 = 0.999;
  static constexpr double kEpsilon = 1e-8;

  void decay() {
    if constexpr (kDecay == Decay::coupled) {
      this->add_decay(decay_);
    } else {
      if (decay_ == 0) return;
      for (const auto& slot : this->slots()) {
        const auto kept = static_cast<Real>(1 - this->rate(slot) * decay_);
        for (Real& value : slot.parameter->value) value *= kept;
      }
    }
  }

  double decay_;
  std::vector<AlignedVector<Real>> means_;    // first moments, [parameter][entry]
  std::vector<AlignedVector<Real>> squares_;  // second moments
};

template <class Real>
using Adam = AnyAdam<Real, Decay::coupled>;
template <class Real>
using AdamW = AnyAdam<Real, Decay::decoupled>;

// Hinton's lecture 6e (Neural Networks for Machine Learning, 2012): g over the root of its running mean square.
template <class Real>
class RmsProp final : public Optimizer<Real> {
 public:
  RmsProp(const std::vector<ParameterGroup<Real>>& groups, const OptimizerOptions& options)
      : Optimizer<Real>(groups), options_(options), squares_(this->zeros()) {
    if (options.momentum > 0) directions_ = this->zeros();
  }

  void move() override {
    this->add_decay(options_.weight_decay);
    constexpr auto alpha = static_cast<Real>(kAlpha);
    constexpr auto epsilon = static_cast<Real>(kEpsilon);
    const auto momentum = static_cast<Real>(options_.momentum);
    for (std::size_t p = 0; p < this->slots().size(); ++p) {
      const auto& slot = this->slots()[p];
      const auto rate = static_cast<Real>(this->rate(slot));
      AlignedVector<Real>& value = slot.parameter->value;
      const AlignedVector<Real>& gradient = slot.parameter->gradient;
      AlignedVector<Real>& square = squares_[p];
      for (std::size_t i = 0; i < value.size(); ++i) {
        square[i] = alpha * square[i] + (1 - alpha) * gradient[i] * gradient[i];
        Real direction = gradient[i] / (std::sqrt(square[i]) + epsilon);
        if (momentum > 0) direction = directions_[p][i] = momentum * directions_[p][i] + direction;
        value[i] -= rate * direction;
      }
    }
  }

  std::vector<std::span<Real>> moments() override {
    std::vector<std::span<Real>> all;
    append(squares_, all);
    append(directions_, all);
    return all;
  }

 private:
  static constexpr double kAlpha = 0.99;
  static constexpr double kEpsilon = 1e-8;

  OptimizerOptions options_;
  std::vector<AlignedVector<Real>> squares_;     // running mean squares, [parameter][entry]
  std::vector<AlignedVector<Real>> directions_;  // likewise; empty without momentum
};

// How an optimiser is made, in either precision.
struct Maker {
  std::unique_ptr<Optimizer<float>> (*make_float)(const std::vector<ParameterGroup<float>>&, const OptimizerOptions&);
  std::unique_ptr<Optimizer<double>> (*make_double)(const std::vector<ParameterGroup<double>>&,
                                                    const OptimizerOptions&);
};

template <template <class> class Kind>
constexpr Maker maker() {
  return {[](const std::vector<ParameterGroup<float>>& groups, const OptimizerOptions& options)
              -> std::unique_ptr<Optimizer<float>> { return std::make_unique<Kind<float>>(groups, options); },
          [](const std::vector<ParameterGroup<double>>& groups, const OptimizerOptions& options)
              -> std::unique_ptr<Optimizer<double>> { return std::make_unique<Kind<double>>(groups, options); }};
}

struct Row {
  OptimizerInfo info;
  Maker maker;
};

constexpr Row kRows[] = {
    {{"adam", "Adam with beta 0.9 and 0.999, eps 1e-8"}, maker<Adam>()},
    {{"sgd", "stochastic gradient descent, with momentum where one is given", TakesMomentum::also_nesterov},
     maker<Sgd>()},
    {{"adamw", "Adam whose weight decay does not pass through the moments"}, maker<AdamW>()},
    {{"rmsprop", "RMSprop with alpha 0.99, eps 1e-8, with momentum where one is given", TakesMomentum::yes},
     maker<RmsProp>()},
};

constexpr auto kInfos = [] {
  std::array<OptimizerInfo, std::size(kRows)> infos;
  std::ranges::transform(kRows, infos.begin(), &Row::info);
  return infos;
}();

const Row& row_of(std::string_view name) { return row_named(kRows, "optimiser", name, &Row::info); }

}  // namespace

std::span<const OptimizerInfo> optimizers() { return kInfos; }

const OptimizerInfo& optimizer_named(std::string_view name) { return row_of(name).info; }

template <class Real>
std::unique_ptr<Optimizer<Real>> make_optimizer(std::string_view name, const std::vector<ParameterGroup<Real>>& groups,
                                                const OptimizerOptions& options) {
  const Maker& maker = row_of(name).maker;
  if constexpr (std::same_as<Real, float>) return maker.make_float(groups, options);
  else return maker.make_double(groups, options);
}

template std::unique_ptr<Optimizer<float>> make_optimizer(std::string_view, const std::vector<ParameterGroup<float>>&,
                                                          const OptimizerOptions&);
template std::unique_ptr<Optimizer<double>> make_optimizer(std::string_view, const std::vector<ParameterGroup<double>>&,
                                                           const OptimizerOptions&);

}  // namespace quanvas::nn
