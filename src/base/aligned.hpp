// Memory aligned to a lane. It grows and is never given back, so that a training step allocates nothing after the
// first.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace quanvas::sim {

// Bytes that the memory of a batch is aligned to: a cache line, and no less than any lane.
inline constexpr std::size_t kAlignment = 64;

template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t count) { reserve(count); }

  std::size_t capacity() const { return capacity_; }

  // Makes room for `count`; what was there is lost if it has to grow.
  T* reserve(std::size_t count) {
    if (count > capacity_) {
      memory_.reset();
      capacity_ = 0;
      memory_.reset(static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kAlignment})));
      capacity_ = count;
    }
    return memory_.get();
  }
  T* data() { return memory_.get(); }
  const T* data() const { return memory_.get(); }

 private:
  struct Release {
    void operator()(T* pointer) const { ::operator delete (pointer, std::align_val_t{kAlignment}); }
  };
  std::unique_ptr<T, Release> memory_;
  std::size_t capacity_ = 0;
};

}  // namespace quanvas::sim
