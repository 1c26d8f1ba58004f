#include "model/qcq.hpp"

namespace quanvas::model::qcq {
namespace {

using trial::TrialSpec;

// Convolutions of the CNN and of QCCNN, which has the quantum filter before them.
Chain& small_cnn(Chain& chain) { return chain.convolution(16).max_pool().convolution(32).max_pool().class_scores(); }

}  // namespace

Chain mlp(const TrialSpec& spec, const ImageFormat& format) { return Chain(spec, format, spec.model).class_scores(); }

Chain quanvo_mlp(const TrialSpec& spec, const ImageFormat& format) {
  return Chain(spec, format, spec.model).quantum_filter().class_scores();
}

Chain cnn(const TrialSpec& spec, const ImageFormat& format) {
  Chain chain(spec, format, spec.model);
  return small_cnn(chain);
}

Chain qccnn(const TrialSpec& spec, const ImageFormat& format) {
  Chain chain(spec, format, spec.model);
  return small_cnn(chain.quantum_filter());
}

Chain qcq_cnn(const TrialSpec& spec, const ImageFormat& format) {
  return Chain(spec, format, spec.model)
      .quantum_filter()
      .convolution(8)
      .max_pool()
      .convolution(16)
      .max_pool()
      .dropout()
      .dense(2)
      .quantum_classifier()
      .class_scores();
}

Chain qcnn(const TrialSpec& spec, const ImageFormat& format) {
  return Chain(spec, format, spec.model).quantum_convolutional_network().class_scores();
}

}  // namespace quanvas::model::qcq
