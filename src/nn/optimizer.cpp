#include "nn/optimizer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/table.hpp"

namespace quanvas::nn {
namespace {

// p <- p - rate * g
template <class Real>
class Sgd final : public Optimizer<Real> {
 public:
  Sgd(std::vector<Parameter<Real>*> parameters, double rate)
      : parameters_(std::move(parameters)), rate_(static_cast<Real>(rate)) {}

  void step() override {
    ++this->steps_;
    for (Parameter<Real>* parameter : parameters_)
      for (std::size_t i = 0; i < parameter->value.size(); ++i) parameter->value[i] -= rate_ * parameter->gradient[i];
  }

 private:
  std::vector<Parameter<Real>*> parameters_;
  Real rate_;
};

// Kingma & Ba, arXiv 1412.6980.
template <class Real>
class Adam final : public Optimizer<Real> {
 public:
  Adam(std::vector<Parameter<Real>*> parameters, double rate) : parameters_(std::move(parameters)), rate_(rate) {
    for (const Parameter<Real>* parameter : parameters_) {
      means_.emplace_back(parameter->value.size());
      squares_.emplace_back(parameter->value.size());
    }
  }

  void step() override {
    const auto t = static_cast<double>(++this->steps_);
    // The bias corrections of both moments, taken out of the loop.
    const double correction = std::sqrt(1.0 - std::pow(kBeta2, t));
    const auto rate = static_cast<Real>(rate_ * correction / (1.0 - std::pow(kBeta1, t)));
    const auto epsilon = static_cast<Real>(kEpsilon * correction);
    constexpr auto b1 = static_cast<Real>(kBeta1);
    constexpr auto b2 = static_cast<Real>(kBeta2);
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
      Real* const value = parameters_[p]->value.data();
      const Real* const gradient = parameters_[p]->gradient.data();
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
    std::vector<std::span<Real>> all(means_.begin(), means_.end());
    all.insert(all.end(), squares_.begin(), squares_.end());
    return all;
  }

 private:
  static constexpr double kBeta1 = 0.9;
  static constexpr double kBeta2 = 0.999;
  static constexpr double kEpsilon = 1e-8;

  std::vector<Parameter<Real>*> parameters_;
  double rate_;
  std::vector<AlignedVector<Real>> means_;    // first moments, [parameter][entry]
  std::vector<AlignedVector<Real>> squares_;  // second moments
};

// How an optimiser is made, in either precision.
struct Maker {
  std::unique_ptr<Optimizer<float>> (*make_float)(std::vector<Parameter<float>*>, double rate);
  std::unique_ptr<Optimizer<double>> (*make_double)(std::vector<Parameter<double>*>, double rate);
};

template <template <class> class Kind>
constexpr Maker maker() {
  return {[](std::vector<Parameter<float>*> parameters, double rate) -> std::unique_ptr<Optimizer<float>> {
            return std::make_unique<Kind<float>>(std::move(parameters), rate);
          },
          [](std::vector<Parameter<double>*> parameters, double rate) -> std::unique_ptr<Optimizer<double>> {
            return std::make_unique<Kind<double>>(std::move(parameters), rate);
          }};
}

struct Row {
  OptimizerInfo info;
  Maker maker;
};

constexpr Row kRows[] = {
    {{"adam", "Adam with beta 0.9 and 0.999, eps 1e-8"}, maker<Adam>()},
    {{"sgd", "stochastic gradient descent without momentum"}, maker<Sgd>()},
};

constexpr auto kInfos = [] {
  std::array<OptimizerInfo, std::size(kRows)> infos;
  std::ranges::transform(kRows, infos.begin(), &Row::info);
  return infos;
}();

}  // namespace

std::span<const OptimizerInfo> optimizers() { return kInfos; }

template <class Real>
std::unique_ptr<Optimizer<Real>> make_optimizer(std::string_view name, std::vector<Parameter<Real>*> parameters,
                                                double rate) {
  const Maker& maker = row_named(kRows, "optimiser", name, &Row::info).maker;
  if constexpr (std::same_as<Real, float>) return maker.make_float(std::move(parameters), rate);
  else return maker.make_double(std::move(parameters), rate);
}

template std::unique_ptr<Optimizer<float>> make_optimizer(std::string_view, std::vector<Parameter<float>*>, double);
template std::unique_ptr<Optimizer<double>> make_optimizer(std::string_view, std::vector<Parameter<double>*>, double);

}  // namespace quanvas::nn
