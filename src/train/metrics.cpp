#include "train/metrics.hpp"

namespace quanvas::train {
namespace {

using trial::Better;

double loss(const PassSums& pass) { return pass.loss / pass.images; }
double accuracy(const PassSums& pass) { return pass.correct / pass.images; }

constexpr Metric kMetrics[] = {
    {"train_loss", "", "loss over the training images, while they train", Better::lower,
     [](const EpochSums& s) { return loss(s.train); }},
    {"train_accuracy", "", "share of the training images that are classified correctly, while they train",
     Better::higher, [](const EpochSums& s) { return accuracy(s.train); }},
    {"validation_loss", "", "loss over the validation images, after the epoch", Better::lower,
     [](const EpochSums& s) { return loss(s.validation); }},
    {"validation_accuracy", "", "share of the validation images that are classified correctly, after the epoch",
     Better::higher, [](const EpochSums& s) { return accuracy(s.validation); }},
    {"test_loss", "", "loss over the test images, after the epoch", Better::lower,
     [](const EpochSums& s) { return loss(s.test); }, Has::with_test},
    {"test_accuracy", "", "share of the test images that are classified correctly, after the epoch", Better::higher,
     [](const EpochSums& s) { return accuracy(s.test); }, Has::with_test},
    {"epoch_seconds", "s", "time that the epoch takes, its evaluation included", Better::lower,
     [](const EpochSums& s) { return s.seconds; }},
};

}  // namespace

std::span<const Metric> metrics() { return kMetrics; }

}  // namespace quanvas::train
