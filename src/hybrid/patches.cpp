#include "hybrid/patches.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <type_traits>

namespace quanvas::hybrid {
namespace {

template <class Real>
using BitsOf = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;

constexpr std::uint32_t kNone = ~std::uint32_t{0};

// Equal bits are equal patches. `size` may be a constant, which unrolls the loops.
template <class Real, class Size>
bool same_bits(const Real* a, const Real* b, Size size) {
  BitsOf<Real> difference = 0;
  for (std::size_t i = 0; i < size; ++i)
    difference |= std::bit_cast<BitsOf<Real>>(a[i]) ^ std::bit_cast<BitsOf<Real>>(b[i]);
  return difference == 0;
}

// The products do not wait for each other.
template <class Real, class Size>
std::uint64_t hash_bits(const Real* patch, Size size) {
  std::uint64_t hash = 0;
  std::uint64_t factor = 0x9e3779b97f4a7c15u;
  for (std::size_t i = 0; i < size; ++i) {
    hash ^= std::rotl(std::bit_cast<BitsOf<Real>>(patch[i]) * factor, static_cast<int>(i % 32));
    factor += 0x7f4a7c15f39cc060u;
  }
  return (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9u >> 20;
}

// Calls each(offset in maps, offset in padded maps, length) for every row of maps of this shape.
template <class Visit>
void for_rows(const nn::Shape& maps, std::size_t padding, Visit&& each) {
  const std::size_t height = maps[2];
  const std::size_t width = maps[3];
  for (std::size_t map = 0; map < maps[0] * maps[1]; ++map)
    for (std::size_t row = 0; row < height; ++row)
      each((map * height + row) * width,
           (map * (height + 2 * padding) + row + padding) * (width + 2 * padding) + padding, width);
}

nn::Shape padded_shape(const nn::Shape& maps, std::size_t padding) {
  return {maps[0], maps[1], maps[2] + 2 * padding, maps[3] + 2 * padding};
}

}  // namespace

// Calls each(patch, offset of the patch's first entry in the padded maps) for maps of this shape, padded.
template <class Real>
template <class Visit>
void Patches<Real>::visit(const nn::Shape& padded, Visit&& each) const {
  const PatchGrid inside{.kernel = options_.grid.kernel, .stride = options_.grid.stride};
  const std::size_t height = padded[2];
  const std::size_t width = padded[3];
  const std::size_t rows = inside.positions(height);
  const std::size_t columns = inside.positions(width);
  const std::size_t depth = options_.channels == PatchChannels::together ? padded[1] : 1;
  std::size_t patch = 0;
  for (std::size_t map = 0; map < padded[0] * padded[1]; map += depth)
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < columns; ++column)
        each(patch++, (map * height + row * inside.stride) * width + column * inside.stride);
}

// The maps, padded and changed as the encoding's rule changes features.
template <class Real>
const nn::Tensor<Real>& Patches<Real>::prepared(const nn::Tensor<Real>& maps) {
  const std::size_t padding = options_.grid.padding;
  if (padding == 0 && !slots_.changes_features()) return maps;
  prepared_.resize(padded_shape(maps.shape(), padding));
  prepared_.fill(0);
  for_rows(maps.shape(), padding, [&](std::size_t from, std::size_t to, std::size_t length) {
    std::copy_n(maps.data() + from, length, prepared_.data() + to);
  });
  slots_.change_features(prepared_.values());
  return prepared_;
}

template <class Real>
void Patches<Real>::cut(const nn::Tensor<Real>& maps) {
  constexpr std::integral_constant<std::size_t, 2> kTwo;
  constexpr std::integral_constant<std::size_t, 3> kThree;
  constexpr std::integral_constant<std::size_t, 4> kFour;
  constexpr std::integral_constant<std::size_t, 9> kNine;
  const nn::Tensor<Real>& source = prepared(maps);
  const std::size_t kernel = options_.grid.kernel;
  const std::size_t size = slots_.encoding().features;
  if (kernel == kTwo && size == kFour) cut_with(source, kTwo, kFour);
  else if (kernel == kThree && size == kNine) cut_with(source, kThree, kNine);
  else cut_with(source, kernel, size);
}

// `kernel` and `size` (of a patch) are numbers or constants, which unroll the loops over a patch.
template <class Real>
template <class Kernel, class Size>
void Patches<Real>::cut_with(const nn::Tensor<Real>& maps, Kernel kernel, Size size) {
  const nn::Shape& shape = maps.shape();
  const std::size_t height = shape[2];
  const std::size_t width = shape[3];
  const std::size_t depth = size / (kernel * kernel);
  const PatchGrid inside{.kernel = kernel, .stride = options_.grid.stride};
  const std::size_t patches = shape[0] * shape[1] / depth * inside.positions(height) * inside.positions(width);
  circuit_of_.resize(patches);
  distinct_.resize(patches * size);
  circuits_ = 0;
  const bool share = options_.sharing == Sharing::identical;
  if (share) table_.assign(std::bit_ceil(2 * patches + 1), 0);
  std::uint32_t blank = kNone;  // the circuit of the patch of zeros, which in images is most of them

  visit(shape, [&](std::size_t patch, std::size_t offset) {
    // The patch is written where it stays if it is new.
    Real* const values = distinct_.data() + circuits_ * size;
    BitsOf<Real> bits = 0;
    for (std::size_t channel = 0; channel < depth; ++channel)
      for (std::size_t row = 0; row < kernel; ++row)
        for (std::size_t column = 0; column < kernel; ++column) {
          const Real value = maps.data()[offset + (channel * height + row) * width + column];
          values[(channel * kernel + row) * kernel + column] = value;
          bits |= std::bit_cast<BitsOf<Real>>(value);
        }
    if (!share) circuit_of_[patch] = static_cast<std::uint32_t>(circuits_++);
    else if (bits != 0) circuit_of_[patch] = find_or_add(values, size);
    else circuit_of_[patch] = blank = blank == kNone ? static_cast<std::uint32_t>(circuits_++) : blank;
  });
}

template <class Real>
template <class Size>
std::uint32_t Patches<Real>::find_or_add(const Real* values, Size size) {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t bucket = hash_bits(values, size) & mask;; bucket = (bucket + 1) & mask) {
    if (table_[bucket] == 0) {
      table_[bucket] = static_cast<std::uint32_t>(++circuits_);
      return static_cast<std::uint32_t>(circuits_ - 1);
    }
    const std::uint32_t circuit = table_[bucket] - 1;
    if (same_bits(distinct_.data() + circuit * size, values, size)) return circuit;
  }
}

template <class Real>
void Patches<Real>::write_slots(std::size_t stride, std::span<Real> slots) {
  const std::size_t size = slots_.encoding().features;
  for (std::size_t s = 0; s < size; ++s) {
    Real* const row = slots.data() + s * stride;
    for (std::size_t c = 0; c < circuits_; ++c) row[c] = distinct_[c * size + s];
    std::fill(row + circuits_, row + stride, Real(0));
  }
  slots_.fill({.slot = stride, .circuit = 1}, stride, slots);
}

template <class Real>
void Patches<Real>::scatter_gradient(std::size_t stride, std::span<const Real> slots, std::span<Real> gradient,
                                     nn::Tensor<Real>& maps) {
  assert(options_.sharing == Sharing::none);
  slots_.pull_back({.slot = stride, .circuit = 1}, circuits_, slots, gradient);
  const std::size_t kernel = options_.grid.kernel;
  const std::size_t padding = options_.grid.padding;
  nn::Tensor<Real>* const target = padding == 0 ? &maps : &padded_gradient_;
  const nn::Shape padded = padded_shape(maps.shape(), padding);
  if (padding > 0) {
    padded_gradient_.resize(padded);
    padded_gradient_.fill(0);
  }
  visit(padded, [&](std::size_t patch, std::size_t offset) {
    for (std::size_t s = 0; s < slots_.encoding().features; ++s) {
      const std::size_t row = s / kernel % kernel + s / (kernel * kernel) * padded[2];  // of the patch's first map
      target->data()[offset + row * padded[3] + s % kernel] += gradient[s * stride + patch];
    }
  });
  if (padding > 0)
    for_rows(maps.shape(), padding, [&](std::size_t to, std::size_t from, std::size_t length) {
      for (std::size_t i = 0; i < length; ++i) maps.data()[to + i] += padded_gradient_.data()[from + i];
    });
}

template class Patches<float>;
template class Patches<double>;

}  // namespace quanvas::hybrid
