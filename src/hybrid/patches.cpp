#include "hybrid/patches.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <type_traits>

namespace quanvas::hybrid {
namespace {

// Mixes the bits of the values; equal bits are equal patches.
template <class Real>
std::uint64_t hash_bits(std::span<const Real> patch) {
  using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
  std::uint64_t hash = 0x9e3779b97f4a7c15u;
  for (const Real value : patch) hash = (std::rotl(hash, 29) ^ std::bit_cast<Bits>(value)) * 0xbf58476d1ce4e5b9u;
  return hash ^ (hash >> 32);
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
  const nn::Shape& shape = maps.shape();
  const std::size_t kernel = grid_.kernel;
  const std::size_t size = grid_.patch_size();
  const std::size_t patches = shape[0] * shape[1] * grid_.positions(shape[2]) * grid_.positions(shape[3]);
  circuit_of_.resize(patches);
  distinct_.resize(patches * size);
  circuits_ = 0;
  if (sharing_ == Sharing::identical) table_.assign(std::bit_ceil(2 * patches + 1), 0);

  visit(shape, [&](std::size_t patch, std::size_t offset) {
    // The patch is written where it stays if it is new.
    Real* const values = distinct_.data() + circuits_ * size;
    for (std::size_t row = 0; row < kernel; ++row)
      std::copy_n(maps.data() + offset + row * shape[3], kernel, values + row * kernel);
    circuit_of_[patch] = sharing_ == Sharing::identical ? find_or_add({values, size}) : static_cast<std::uint32_t>(circuits_++);
  });
}

template <class Real>
std::uint32_t Patches<Real>::find_or_add(std::span<const Real> patch) {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t place = hash_bits(patch) & mask;; place = (place + 1) & mask) {
    if (table_[place] == 0) {
      table_[place] = static_cast<std::uint32_t>(++circuits_);
      return static_cast<std::uint32_t>(circuits_ - 1);
    }
    const std::uint32_t circuit = table_[place] - 1;
    if (std::memcmp(distinct_.data() + circuit * patch.size(), patch.data(), patch.size_bytes()) == 0) return circuit;
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
