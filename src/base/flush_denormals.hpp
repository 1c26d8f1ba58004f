// Numbers too small for the normal range become zero while this lives, on the thread that made it. Amplitudes behind
// small angles and gradients near convergence run into that range, where a processor is up to a hundred times slower.
#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace quanvas {

class FlushDenormals {
 public:
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | kFlushResults | kInputsAreZero); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned kFlushResults = 0x8000;
  static constexpr unsigned kInputsAreZero = 0x0040;
  unsigned before_;
#else
  FlushDenormals() = default;
  ~FlushDenormals() {}
#endif
};

}  // namespace quanvas
