// The patches a quanvolution slides over a batch of maps, identical ones kept once: more than half the patches of
// handwritten digits are blank, and a circuit need not be run twice on the same numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/tensor.hpp"

namespace quanvas::hybrid {

struct PatchGrid {
  std::size_t kernel = 2;
  std::size_t stride = 2;

  // Positions along a side of `length`; what does not fill a patch is dropped.
  std::size_t positions(std::size_t length) const { return length < kernel ? 0 : (length - kernel) / stride + 1; }
  std::size_t patch_size() const { return kernel * kernel; }
};

// Whether identical patches share a circuit. They must not where gradients with respect to the patches are wanted,
// since each has an upstream gradient of its own.
enum class Sharing { identical, none };

// Patches in the order [batch, channel, row, column]; within a patch, values in row-major order.
template <class Real>
class Patches {
 public:
  Patches(PatchGrid grid, Sharing sharing) : grid_(grid), sharing_(sharing) {}

  // Cuts maps [batch, channels, height, width] into patches.
  void cut(const nn::Tensor<Real>& maps);

  std::size_t size() const { return circuit_of_.size(); }  // patches
  std::size_t circuits() const { return circuits_; }       // distinct ones
  std::size_t circuit_of(std::size_t patch) const { return circuit_of_[patch]; }

  // Value s of circuit c at inputs[s * stride + c]; the columns past the last circuit are zero.
  void write_inputs(std::size_t stride, std::span<Real> inputs) const;

  // Adds to each entry of `maps` the gradients at its positions in patches; gradient laid out as inputs.
  // Only without sharing.
  void scatter_gradient(std::size_t stride, std::span<const Real> gradient, nn::Tensor<Real>& maps) const;

 private:
  template <class Kernel>
  void cut_with(const nn::Tensor<Real>& maps, Kernel kernel);
  template <class Kernel>
  std::uint32_t find_or_add(const Real* values, Kernel kernel);
  template <class Visit>
  void visit(const nn::Shape& maps, Visit&& each) const;

  PatchGrid grid_;
  Sharing sharing_;
  std::size_t circuits_ = 0;
  std::vector<std::uint32_t> circuit_of_;  // [patch]
  nn::AlignedVector<Real> distinct_;       // [circuit, value]
  std::vector<std::uint32_t> table_;       // open addressing: circuit + 1, or 0 where empty
};

}  // namespace quanvas::hybrid
