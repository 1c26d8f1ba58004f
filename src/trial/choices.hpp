// The closed choices of a trial, as enums with names: where a paper leaves a convention open, its readings are here
// side by side. The axis (trial/spec.hpp) says what they mean. To add a value: a name and its text, here.
#pragma once

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::trial {

enum class Split { train, test };
constexpr auto texts_of(Split) { return texts("train", "test"); }

enum class Stratify { none, label };
constexpr auto texts_of(Stratify) { return texts("none", "label"); }

enum class MriProtocol { paper, clean };
constexpr auto texts_of(MriProtocol) { return texts("paper", "clean"); }

enum class BadImages { refuse, skip };
constexpr auto texts_of(BadImages) { return texts("refuse", "skip"); }

enum class Colour { grey, rgb };
constexpr auto texts_of(Colour) { return texts("grey", "rgb"); }

enum class Trainable { all, frozen };
constexpr auto texts_of(Trainable) { return texts("all", "frozen"); }

enum class Head { classical, quantum };
constexpr auto texts_of(Head) { return texts("classical", "quantum"); }

enum class HeadWires { first, last };
constexpr auto texts_of(HeadWires) { return texts("first", "last"); }

enum class HeadPadding { flat, spatial };
constexpr auto texts_of(HeadPadding) { return texts("flat", "spatial"); }

enum class Gradient { detached, exact };
constexpr auto texts_of(Gradient) { return texts("detached", "exact"); }

enum class PixelScale { unit, pi, two_pi, raw, standard };
constexpr auto texts_of(PixelScale) { return texts("unit", "pi", "two_pi", "raw", "standard"); }

enum class EncodingRepeat { every, once };
constexpr auto texts_of(EncodingRepeat) { return texts("every", "once"); }

enum class ChannelReduction { mean, sum, first, last, all };
constexpr auto texts_of(ChannelReduction) { return texts("mean", "sum", "first", "last", "all"); }

enum class Pad { top_left, centre };
constexpr auto texts_of(Pad) { return texts("top_left", "centre"); }

enum class Filter { fixed, trainable };
constexpr auto texts_of(Filter) { return texts("fixed", "trainable"); }

enum class ClassifierObservable { zz, z0 };
constexpr auto texts_of(ClassifierObservable) { return texts("zz", "z0"); }

enum class QcnnInput { angles, amplitudes };
constexpr auto texts_of(QcnnInput) { return texts("angles", "amplitudes"); }

enum class NoiseIn { both, inference };
constexpr auto texts_of(NoiseIn) { return texts("both", "inference"); }

enum class Init { uniform_2pi, uniform_pi, uniform_1, normal_1, normal_0_1, zeros };
constexpr auto texts_of(Init) {
  return texts("uniform_2pi", "uniform_pi", "uniform_1", "normal_1", "normal_0.1", "zeros");
}

enum class Output { softmax, linear };
constexpr auto texts_of(Output) { return texts("softmax", "linear"); }

enum class DropoutOf { values, channels };
constexpr auto texts_of(DropoutOf) { return texts("values", "channels"); }

enum class Nesterov { off, on };
constexpr auto texts_of(Nesterov) { return texts("off", "on"); }

enum class Schedule { constant, step, cosine };
constexpr auto texts_of(Schedule) { return texts("constant", "step", "cosine"); }

enum class Precision { single_, double_ };
constexpr auto texts_of(Precision) { return texts("float", "double"); }

// Calls work.operator()<Real>() with the floating-point type of the precision.
template <class Work>
decltype(auto) with_real(Precision precision, Work&& work) {
  switch (precision) {
    case Precision::single_: return work.template operator()<float>();
    case Precision::double_: return work.template operator()<double>();
  }
  no_such_value();
}

}  // namespace quanvas::trial
