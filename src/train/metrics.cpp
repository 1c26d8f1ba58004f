#include "train/metrics.hpp"

namespace quanvas::train {
namespace {

constexpr Metric kMetrics[] = {
    {"train_loss", "", [](const EpochSums& s) { return s.train_loss / s.train_images; }},
    {"train_accuracy", "", [](const EpochSums& s) { return s.train_correct / s.train_images; }},
    {"validation_loss", "", [](const EpochSums& s) { return s.validation_loss / s.validation_images; }},
    {"validation_accuracy", "", [](const EpochSums& s) { return s.validation_correct / s.validation_images; }},
    {"test_loss", "", [](const EpochSums& s) { return s.test_loss / s.test_images; }, Has::with_test},
    {"test_accuracy", "", [](const EpochSums& s) { return s.test_correct / s.test_images; }, Has::with_test},
    {"epoch_seconds", "s", [](const EpochSums& s) { return s.seconds; }},
};

}  // namespace

std::span<const Metric> metrics() { return kMetrics; }

}  // namespace quanvas::train
