// Shape and Tensor: numbers in row-major order with value semantics. The first dimension is the batch; images are
// [batch, channels, height, width]. Not a linear-algebra library: products are done by the layers, with Eigen.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace quanvas::nn {

// Memory on cache-line boundaries. Beside speed it buys reproducible bits: vectorised sums treat their unaligned ends
// apart, so their rounding would depend on where the allocator happened to put them.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kAlignment)); }
  void deallocate(T* pointer, std::size_t) { ::operator delete(pointer, kAlignment); }
  friend bool operator==(AlignedAllocator, AlignedAllocator) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

// Up to four dimensions.
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<std::size_t> dimensions) : rank_(dimensions.size()) {
    assert(dimensions.size() <= dimensions_.size());
    std::ranges::copy(dimensions, dimensions_.begin());
  }

  std::size_t rank() const { return rank_; }
  std::size_t operator[](std::size_t i) const { return dimensions_[i]; }

  // The number of entries; 1 for a shape without dimensions.
  std::size_t size() const {
    std::size_t product = 1;
    for (std::size_t i = 0; i < rank_; ++i) product *= dimensions_[i];
    return product;
  }

  // Entries per item of the batch.
  std::size_t item_size() const { return rank_ == 0 ? 0 : Shape(*this).with_batch(1).size(); }

  // The same shape for another number of items.
  Shape with_batch(std::size_t batch) const {
    Shape shape = *this;
    if (rank_ > 0) shape.dimensions_[0] = batch;
    return shape;
  }

  std::string text() const {
    return fmt::format("[{}]", fmt::join(dimensions_.begin(), dimensions_.begin() + rank_, ", "));
  }

  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::array<std::size_t, 4> dimensions_{};
  std::size_t rank_ = 0;
};

template <class Real>
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Shape shape) { resize(shape); }

  // Takes a new shape; the memory is kept where it suffices, so a step that sees no larger batch allocates nothing.
  // The values are unspecified.
  void resize(Shape shape) {
    shape_ = shape;
    values_.resize(shape.size());
  }

  const Shape& shape() const { return shape_; }
  std::size_t batch() const { return shape_[0]; }
  std::size_t size() const { return values_.size(); }

  Real* data() { return values_.data(); }
  const Real* data() const { return values_.data(); }
  std::span<Real> values() { return values_; }
  std::span<const Real> values() const { return values_; }

  // Item b of the batch.
  std::span<Real> item(std::size_t b) { return values().subspan(b * shape_.item_size(), shape_.item_size()); }
  std::span<const Real> item(std::size_t b) const {
    return values().subspan(b * shape_.item_size(), shape_.item_size());
  }

  void fill(Real value) { std::ranges::fill(values_, value); }

 private:
  Shape shape_;
  AlignedVector<Real> values_;
};

}  // namespace quanvas::nn
