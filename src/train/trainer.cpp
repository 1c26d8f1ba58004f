#include "train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/flush_denormals.hpp"
#include "base/random.hpp"
#include "nn/gradient_clip.hpp"
#include "nn/loss.hpp"

namespace quanvas::train {
namespace {

constexpr std::size_t kEvaluationBatch = 64;

using Clock = std::chrono::steady_clock;

// Copies the named examples into `batch`.
template <class Real>
void gather(const Examples<Real>& examples, std::span<const std::uint32_t> which, Examples<Real>& batch) {
  batch.features.resize(examples.features.shape().with_batch(which.size()));
  batch.labels.resize(which.size());
  for (std::size_t b = 0; b < which.size(); ++b) {
    std::ranges::copy(examples.features.item(which[b]), batch.features.item(b).begin());
    batch.labels[b] = examples.labels[which[b]];
  }
}

template <class Real>
double norm(const nn::Parameter<Real>& parameter) {
  double square = 0;
  for (const Real g : parameter.gradient) square += static_cast<double>(g) * static_cast<double>(g);
  return std::sqrt(square);
}

template <class Real>
class Fit {
 public:
  Fit(model::Network<Real>& network, nn::Optimizer<Real>& optimizer, const TrainerOptions& options)
      : network_(network),
        optimizer_(optimizer),
        options_(options),
        parameters_(network.trained.parameters()),
        loss_(nn::loss_function<Real>(options.loss)) {}

  // One pass over the training images; returns the mean gradient norm of each tracked layer.
  std::vector<double> train(const Examples<Real>& examples, std::size_t epoch, PassSums& sums) {
    shuffle(examples.labels.size(), epoch);
    begin(nn::Purpose::training, epoch);
    if (options_.rate_factor) optimizer_.scale_rates(options_.rate_factor(epoch));
    std::vector<double> norms(network_.tracked.size(), 0.0);
    std::size_t steps = 0;
    for (std::size_t first = 0; first < order_.size(); first += options_.batch_size, ++steps) {
      gather<Real>(examples, batch_of(order_, first, options_.batch_size), batch_);
      const nn::Tensor<Real>& scores = network_.trained.forward(batch_.features);
      const nn::LossSum loss = loss_(scores, batch_.labels, options_.label_smoothing, &gradient_);
      network_.trained.backward(batch_.features, gradient_, nn::InputGradient::unwanted);
      for (std::size_t k = 0; k < norms.size(); ++k)
        if (network_.tracked[k].reached) norms[k] += norm(*network_.tracked[k].weights);
      if (options_.clip_grad_norm > 0)
        nn::clip_gradients(std::span<nn::Parameter<Real>* const>(parameters_), options_.clip_grad_norm);
      optimizer_.step();
      sums.loss += loss.loss;
      sums.correct += static_cast<double>(loss.correct);
    }
    sums.images = static_cast<double>(order_.size());
    for (double& value : norms) value /= static_cast<double>(steps);
    return norms;
  }

  // The summed loss and the number of images whose class has the highest score.
  PassSums evaluate(const Examples<Real>& examples, nn::Purpose purpose, std::size_t epoch) {
    begin(purpose, epoch);
    order_.resize(examples.labels.size());
    std::iota(order_.begin(), order_.end(), 0u);
    PassSums sums{.images = static_cast<double>(order_.size())};
    for (std::size_t first = 0; first < order_.size(); first += kEvaluationBatch) {
      gather<Real>(examples, batch_of(order_, first, kEvaluationBatch), batch_);
      const nn::LossSum loss =
          loss_(network_.trained.forward(batch_.features), batch_.labels, options_.label_smoothing, nullptr);
      sums.loss += loss.loss;
      sums.correct += static_cast<double>(loss.correct);
    }
    return sums;
  }

 private:
  static std::span<const std::uint32_t> batch_of(std::span<const std::uint32_t> order, std::size_t first,
                                                 std::size_t size) {
    return order.subspan(first, std::min(size, order.size() - first));
  }

  void begin(nn::Purpose purpose, std::size_t epoch) {
    network_.trained.begin({.purpose = purpose, .epoch = static_cast<std::uint32_t>(epoch)});
  }

  void shuffle(std::size_t count, std::size_t epoch) {
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), 0u);
    RandomStream(options_.seed, "batches", static_cast<std::uint32_t>(epoch)).shuffle(std::span(order_));
  }

  model::Network<Real>& network_;
  nn::Optimizer<Real>& optimizer_;
  TrainerOptions options_;
  std::vector<nn::Parameter<Real>*> parameters_;
  nn::LossFunction<Real> loss_;
  std::vector<std::uint32_t> order_;
  Examples<Real> batch_;
  nn::Tensor<Real> gradient_;
};

void record(const EpochSums& sums, std::vector<double> norms, trial::TrainingRecord& training) {
  auto curve = training.curves.begin();
  for (const Metric& metric : metrics())
    if (metric.has == Has::always || sums.test.images > 0) (curve++)->values.push_back(metric.of(sums));
  training.gradient_norms.push_back(std::move(norms));
}

bool all_finite(const EpochSums& sums, const std::vector<double>& norms) {
  return std::isfinite(sums.train.loss) && std::isfinite(sums.validation.loss) && std::isfinite(sums.test.loss) &&
         std::ranges::all_of(norms, [](double value) { return std::isfinite(value); });
}

}  // namespace

template <class Real>
void begin_record(const model::Network<Real>& network, Has metrics_that, trial::TrainingRecord& training) {
  for (const Metric& metric : metrics())
    if (metric.has == Has::always || metric.has == metrics_that)
      training.curves.push_back({.name = std::string(metric.name),
                                 .unit = std::string(metric.unit),
                                 .meaning = std::string(metric.meaning),
                                 .better = metric.better,
                                 .values = {}});
  for (const auto& layer : network.tracked) training.gradient_reached.push_back(layer.reached);
}

bool out_of_patience(const trial::TrainingRecord& training, std::size_t patience) {
  const std::vector<double>& accuracies = training.find("validation_accuracy")->values;
  if (patience == 0 || accuracies.empty()) return false;
  const auto best = static_cast<std::size_t>(std::ranges::max_element(accuracies) - accuracies.begin());
  return accuracies.size() - 1 - best >= patience;
}

template <class Real>
std::string fit(model::Network<Real>& network, nn::Optimizer<Real>& optimizer, const ExampleSets<Real>& examples,
                const TrainerOptions& options, trial::TrainingRecord& training, const TrainingObserver& observer) {
  const FlushDenormals flush;
  Fit<Real> pass(network, optimizer, options);
  for (std::size_t epoch = training.gradient_norms.size();
       epoch < options.epochs && !out_of_patience(training, options.patience); ++epoch) {
    const auto start = Clock::now();
    EpochSums sums;
    std::vector<double> norms = pass.train(examples.train, epoch, sums.train);
    sums.validation = pass.evaluate(examples.validation, nn::Purpose::validation, epoch);
    sums.test = pass.evaluate(examples.test, nn::Purpose::test, epoch);
    sums.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const bool finite = all_finite(sums, norms);
    record(sums, std::move(norms), training);
    if (!finite) return fmt::format("loss or gradient not finite in epoch {}", epoch + 1);
    if (observer) observer(training);
  }
  return {};
}

template void begin_record(const model::Network<float>&, Has, trial::TrainingRecord&);
template void begin_record(const model::Network<double>&, Has, trial::TrainingRecord&);
template std::string fit(model::Network<float>&, nn::Optimizer<float>&, const ExampleSets<float>&,
                         const TrainerOptions&, trial::TrainingRecord&, const TrainingObserver&);
template std::string fit(model::Network<double>&, nn::Optimizer<double>&, const ExampleSets<double>&,
                         const TrainerOptions&, trial::TrainingRecord&, const TrainingObserver&);

}  // namespace quanvas::train
