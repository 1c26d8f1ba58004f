// The patches a quanvolution slides over a batch of maps, as the input slots of circuits; identical ones kept once:
// more than half the patches of handwritten digits are blank, and a circuit need not be run twice on the same numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/text.hpp"
#include "hybrid/slots.hpp"
#include "nn/tensor.hpp"

namespace quanvas::hybrid {

struct PatchGrid {
  std::size_t kernel = 2;
  std::size_t stride = 2;
  std::size_t padding = 0;  // zeros around the maps, on each side

  // Positions along a side of `length`; what does not fill a patch is dropped.
  constexpr std::size_t positions(std::size_t length) const {
    const std::size_t padded = length + 2 * padding;
    return padded < kernel ? 0 : (padded - kernel) / stride + 1;
  }
  constexpr std::size_t patch_size() const { return kernel * kernel; }  // of one channel
};

// Whether each image channel has patches of its own, or a patch holds the values of all channels.
enum class PatchChannels { separate, together };
constexpr auto texts_of(PatchChannels) { return texts("separate", "together"); }

// Whether identical patches share a circuit. They must not where gradients with respect to the patches are wanted,
// since each has an upstream gradient of its own.
enum class Sharing { identical, none };

struct PatchOptions {
  PatchGrid grid{};
  PatchChannels channels = PatchChannels::separate;
  Sharing sharing = Sharing::identical;
};

// Patches in the order [batch, channel, row, column], without the channel where these are together; within a patch,
// values in the order [channel, row, column].
template <class Real>
class Patches {
 public:
  // The encoding's features are the values of a patch.
  Patches(const PatchOptions& options, const Encoding& encoding) : options_(options), slots_(encoding) {}

  // Cuts maps [batch, channels, height, width] into patches. Features that a threshold is applied to are compared as
  // bits.
  void cut(const nn::Tensor<Real>& maps);

  std::size_t size() const { return circuit_of_.size(); }  // patches
  std::size_t circuits() const { return circuits_; }       // distinct ones
  std::size_t circuit_of(std::size_t patch) const { return circuit_of_[patch]; }

  // Slot s of circuit c at slots[s * stride + c]; the features of columns past the last circuit are zero.
  void write_slots(std::size_t stride, std::span<Real> slots);

  // Adds to each entry of `maps` the gradients at its positions in patches; `slots` as they were written, `gradient`,
  // which is used up, laid out like them. Only without sharing.
  void scatter_gradient(std::size_t stride, std::span<const Real> slots, std::span<Real> gradient,
                        nn::Tensor<Real>& maps);

 private:
  const nn::Tensor<Real>& prepared(const nn::Tensor<Real>& maps);
  template <class Kernel, class Size>
  void cut_with(const nn::Tensor<Real>& maps, Kernel kernel, Size size);
  template <class Size>
  std::uint32_t find_or_add(const Real* values, Size size);
  template <class Visit>
  void visit(const nn::Shape& maps, Visit&& each) const;

  PatchOptions options_;
  Slots<Real> slots_;
  std::size_t circuits_ = 0;
  nn::Tensor<Real> prepared_;
  nn::Tensor<Real> padded_gradient_;
  std::vector<std::uint32_t> circuit_of_;  // [patch]
  nn::AlignedVector<Real> distinct_;       // [circuit, value]
  std::vector<std::uint32_t> table_;       // open addressing: circuit + 1, or 0 where empty
};

}  // namespace quanvas::hybrid
