// Residual wirings as such: their notation, enumeration and gradient reach. The block that runs one is
// hybrid/residual_block.hpp.
//
// A_0 = X is the image; layer k computes O_k = Q_k(A_{k-1}) and passes on A_k, which its skip decides:
//   none      A_k = O_k
//   own       A_k = A_{k-1} + O_k     (its own input is added)
//   previous  A_k = A_{k-2} + O_k     (the previous layer's input is added; k >= 2)
// The notation writes out the sums: `none`, `X+O1`, `O1+O2`, `X+O2`, `(X+O1)+O2`; sums that are not nested
// are separated by commas: `X+O1,O2+O3`. The family leaves out `previous` on layer 2 where layer 1 is `own`: X would be
// added twice. That makes 5 wirings of two layers and 15 of three (Kashif & Shafique, arXiv 2402.09146).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "trial/choices.hpp"

namespace quanvas::hybrid {

enum class Skip { none, own, previous };

struct Wiring {
  std::vector<Skip> skips;  // [layer], layer 1 first

  std::size_t layers() const { return skips.size(); }
  friend bool operator==(const Wiring&, const Wiring&) = default;
};

// Reads the notation. Throws Error for a text that is no wiring of `layers` layers, saying what is wrong and which
// exist.
Wiring parse_wiring(std::string_view text, std::size_t layers);

// The one way a wiring is written; parse_wiring reads it back.
std::string wiring_text(const Wiring& wiring);

// The whole family, those with the fewest skips first.
std::vector<Wiring> enumerate_wirings(std::size_t layers);

// [layer] whether the loss has a gradient with respect to the layer's weights. In `detached` mode gradients pass over
// additions only, in `exact` mode also through the expectation values, and every layer receives gradient.
std::vector<bool> gradient_reach(const Wiring& wiring, trial::Gradient gradient);

// The index j of the activation A_j that layer k (from 1) adds to O_k, or k itself where it adds none.
std::size_t added_activation(const Wiring& wiring, std::size_t layer);

}  // namespace quanvas::hybrid
