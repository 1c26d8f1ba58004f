// The closed choices of a trial, as enums with names: where a paper leaves a convention open, its readings stand here
// side by side. The first value named is the default of the axis (trial/spec.hpp), which also says what it means.
#pragma once

#include <span>
#include <string_view>

#include "base/text.hpp"

namespace quanvas::trial {

enum class Split { train, test };
enum class Stratify { none, label };
enum class MriProtocol { paper, clean };
enum class BadImages { refuse, skip };
enum class Trainable { all, frozen };
enum class Head { classical, quantum };
enum class HeadWires { first, last };
enum class HeadPadding { flat, spatial };
enum class Gradient { detached, exact };
enum class PixelScale { unit, pi, two_pi, raw, standard };
enum class EncodingRepeat { every, once };
enum class Channel { mean, sum, first, last, all };
enum class Pad { top_left, centre };
enum class Filter { fixed, trainable };
enum class FilterCircuit { random, layered };
enum class Observable { zz, z0 };
enum class QcnnInput { angles, amplitudes };
enum class NoiseIn { both, inference };
enum class Init { uniform_2pi, uniform_pi, uniform_1, normal_1, normal_0_1 };
enum class Output { softmax, linear };
enum class Optimizer { adam, sgd };
enum class Precision { single_, double_ };

namespace names {
inline constexpr std::string_view split[] = {"train", "test"};
inline constexpr std::string_view stratify[] = {"none", "label"};
inline constexpr std::string_view mri_protocol[] = {"paper", "clean"};
inline constexpr std::string_view bad_images[] = {"refuse", "skip"};
inline constexpr std::string_view trainable[] = {"all", "frozen"};
inline constexpr std::string_view head[] = {"classical", "quantum"};
inline constexpr std::string_view head_wires[] = {"first", "last"};
inline constexpr std::string_view head_padding[] = {"flat", "spatial"};
inline constexpr std::string_view gradient[] = {"detached", "exact"};
inline constexpr std::string_view pixel_scale[] = {"unit", "pi", "two_pi", "raw", "standard"};
inline constexpr std::string_view encoding_repeat[] = {"every", "once"};
inline constexpr std::string_view channel[] = {"mean", "sum", "first", "last", "all"};
inline constexpr std::string_view pad[] = {"top_left", "centre"};
inline constexpr std::string_view filter[] = {"fixed", "trainable"};
inline constexpr std::string_view filter_circuit[] = {"random", "layered"};
inline constexpr std::string_view observable[] = {"zz", "z0"};
inline constexpr std::string_view qcnn_input[] = {"angles", "amplitudes"};
inline constexpr std::string_view noise_in[] = {"both", "inference"};
inline constexpr std::string_view init[] = {"uniform_2pi", "uniform_pi", "uniform_1", "normal_1", "normal_0.1"};
inline constexpr std::string_view output[] = {"softmax", "linear"};
inline constexpr std::string_view optimizer[] = {"adam", "sgd"};
inline constexpr std::string_view precision[] = {"float", "double"};
}  // namespace names
}  // namespace quanvas::trial

namespace quanvas {
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Split> = trial::names::split;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Stratify> = trial::names::stratify;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::MriProtocol> = trial::names::mri_protocol;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::BadImages> = trial::names::bad_images;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Trainable> = trial::names::trainable;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Head> = trial::names::head;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::HeadWires> = trial::names::head_wires;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::HeadPadding> = trial::names::head_padding;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Gradient> = trial::names::gradient;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::PixelScale> = trial::names::pixel_scale;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::EncodingRepeat> = trial::names::encoding_repeat;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Channel> = trial::names::channel;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Pad> = trial::names::pad;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Filter> = trial::names::filter;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::FilterCircuit> = trial::names::filter_circuit;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Observable> = trial::names::observable;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::QcnnInput> = trial::names::qcnn_input;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::NoiseIn> = trial::names::noise_in;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Init> = trial::names::init;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Output> = trial::names::output;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Optimizer> = trial::names::optimizer;
template <>
inline constexpr std::span<const std::string_view> names_of<trial::Precision> = trial::names::precision;
}  // namespace quanvas
