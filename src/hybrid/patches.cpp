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

}  // namespace

// Calls each(patch, offset of the patch's first entry in the maps).
template <class Real>
template <class Visit>
void Patches<Real>::visit(const nn::Shape& maps, Visit&& each) const {
  const std::size_t height = maps[2];
  const std::size_t width = maps[3];
  const std::size_t rows = grid_.positions(height);
  const std::size_t columns = grid_.positions(width);
  std::size_t patch = 0;
  for (std::size_t map = 0; map < maps[0] * maps[1]; ++map)
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < columns; ++column)
        each(patch++, (map * height + row * grid_.stride) * width + column * grid_.stride);
}

template <class Real>
void Patches<Real>::cut(const nn::Tensor<Real>& maps) {
  switch (grid_.kernel) {
    case 2: return cut_with(maps, std::integral_constant<std::size_t, 2>{});
    case 3: return cut_with(maps, std::integral_constant<std::size_t, 3>{});
    default: return cut_with(maps, grid_.kernel);
  }
}

// `kernel` is a number or a constant, which unrolls the loops over a patch.
template <class Real>
template <class Kernel>
void Patches<Real>::cut_with(const nn::Tensor<Real>& maps, Kernel kernel) {
  const nn::Shape& shape = maps.shape();
  const std::size_t width = shape[3];
  const std::size_t patches = shape[0] * shape[1] * grid_.positions(shape[2]) * grid_.positions(width);
  circuit_of_.resize(patches);
  distinct_.resize(patches * kernel * kernel);
  circuits_ = 0;
  const bool share = sharing_ == Sharing::identical;
  if (share) table_.assign(std::bit_ceil(2 * patches + 1), 0);
  std::uint32_t blank = kNone;  // the circuit of the patch of zeros, which in images is most of them

  visit(shape, [&](std::size_t patch, std::size_t offset) {
    // The patch is written where it stays if it is new.
    Real* const values = distinct_.data() + circuits_ * kernel * kernel;
    BitsOf<Real> bits = 0;
    for (std::size_t row = 0; row < kernel; ++row)
      for (std::size_t column = 0; column < kernel; ++column) {
        const Real value = maps.data()[offset + row * width + column];
        values[row * kernel + column] = value;
        bits |= std::bit_cast<BitsOf<Real>>(value);
      }
    if (!share) circuit_of_[patch] = static_cast<std::uint32_t>(circuits_++);
    else if (bits != 0) circuit_of_[patch] = find_or_add(values, kernel);
    else circuit_of_[patch] = blank = blank == kNone ? static_cast<std::uint32_t>(circuits_++) : blank;
  });
}

template <class Real>
template <class Kernel>
std::uint32_t Patches<Real>::find_or_add(const Real* values, Kernel kernel) {
  const auto is = [&](std::uint32_t circuit) {
    if constexpr (std::is_integral_v<Kernel>)
      return same_bits(distinct_.data() + circuit * kernel * kernel, values, kernel * kernel);
    else
      return same_bits(distinct_.data() + circuit * kernel * kernel, values,
                       std::integral_constant<std::size_t, kernel() * kernel()>{});
  };
  const std::size_t mask = table_.size() - 1;
  for (std::size_t bucket = hash_bits(values, kernel * kernel) & mask;; bucket = (bucket + 1) & mask) {
    if (table_[bucket] == 0) {
      table_[bucket] = static_cast<std::uint32_t>(++circuits_);
      return static_cast<std::uint32_t>(circuits_ - 1);
    }
    if (const std::uint32_t circuit = table_[bucket] - 1; is(circuit)) return circuit;
  }
}

template <class Real>
void Patches<Real>::write_inputs(std::size_t stride, std::span<Real> inputs) const {
  const std::size_t size = grid_.patch_size();
  for (std::size_t s = 0; s < size; ++s) {
    Real* const row = inputs.data() + s * stride;
    for (std::size_t c = 0; c < circuits_; ++c) row[c] = distinct_[c * size + s];
    std::fill(row + circuits_, row + stride, Real(0));
  }
}

template <class Real>
void Patches<Real>::scatter_gradient(std::size_t stride, std::span<const Real> gradient, nn::Tensor<Real>& maps) const {
  assert(sharing_ == Sharing::none);
  const std::size_t width = maps.shape()[3];
  visit(maps.shape(), [&](std::size_t patch, std::size_t offset) {
    for (std::size_t s = 0; s < grid_.patch_size(); ++s)
      maps.data()[offset + s / grid_.kernel * width + s % grid_.kernel] += gradient[s * stride + patch];
  });
}

template class Patches<float>;
template class Patches<double>;

}  // namespace quanvas::hybrid
