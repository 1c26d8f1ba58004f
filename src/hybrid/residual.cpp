#include "hybrid/residual.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::hybrid {
namespace {

// Recursive-descent reader of
//   wiring := "none" | sum { "," sum }
//   sum    := term "+" "O" layer
//   term   := "X" | "O" layer | "(" sum ")"
class Reader {
 public:
  Reader(std::string_view text, std::size_t layers)
      : text_(text), wiring_{std::vector<Skip>(layers, Skip::none)}, given_(layers) {}

  Wiring read() {
    do read_sum();
    while (take(','));
    check(rest_ == text_.size(), "a sum such as X+O1 or (X+O1)+O2 is expected");
    return wiring_;
  }

 private:
  // Returns the index of the activation that the sum is.
  std::size_t read_sum() {
    const std::size_t added = read_term();
    check(take('+'), "`+` is expected");
    check(take('O'), "a layer's output such as O2 is expected after `+`");
    const std::size_t layer = read_layer();
    if (added + 1 == layer) set_skip(layer, Skip::own);
    else if (added + 2 == layer) set_skip(layer, Skip::previous);
    else stop(fmt::format("a skip to O{} starts at its layer's input or the previous layer's", layer));
    return layer;
  }

  std::size_t read_term() {
    if (take('X')) return 0;
    if (take('O')) {
      const std::size_t layer = read_layer();
      set_skip(layer, Skip::none);
      return layer;
    }
    check(take('('), "X, O1, ... or `(` is expected");
    check(++nesting_ < wiring_.layers(), "each sum in another takes a layer of its own");
    const std::size_t layer = read_sum();
    --nesting_;
    check(take(')'), "`)` is expected");
    return layer;
  }

  std::size_t read_layer() {
    std::size_t digits = 0;
    while (rest_ + digits < text_.size() && text_[rest_ + digits] >= '0' && text_[rest_ + digits] <= '9') ++digits;
    const auto layer = parse_unsigned(text_.substr(rest_, digits));
    check(layer && *layer >= 1 && *layer <= wiring_.layers(), fmt::format("layers are 1 to {}", wiring_.layers()));
    rest_ += digits;
    return static_cast<std::size_t>(*layer);
  }

  void set_skip(std::size_t layer, Skip skip) {
    std::optional<Skip>& given = given_[layer - 1];
    check(!given || *given == skip, fmt::format("layer {} is given two different sums", layer));
    given = wiring_.skips[layer - 1] = skip;
  }

  bool take(char c) {
    while (rest_ < text_.size() && text_[rest_] == ' ') ++rest_;
    if (rest_ == text_.size() || text_[rest_] != c) return false;
    ++rest_;
    return true;
  }

  void check(bool holds, std::string_view reason) const {
    if (!holds) stop(reason);
  }
  [[noreturn]] void stop(std::string_view reason) const { fail("{} (at character {})", reason, rest_ + 1); }

  std::string_view text_;
  std::size_t rest_ = 0;
  std::size_t nesting_ = 0;
  Wiring wiring_;
  std::vector<std::optional<Skip>> given_;
};

bool in_family(const Wiring& wiring) {
  return wiring.layers() < 2 || wiring.skips[0] != Skip::own || wiring.skips[1] != Skip::previous;
}

// The sum that A_k expands to; a bare output where layer k has no skip.
std::string activation_text(const Wiring& wiring, std::size_t k) {
  if (k == 0) return "X";
  const std::size_t j = added_activation(wiring, k);
  if (j == k) return fmt::format("O{}", k);
  const bool sum = j > 0 && added_activation(wiring, j) != j;
  return fmt::format("{}{}{}+O{}", sum ? "(" : "", activation_text(wiring, j), sum ? ")" : "", k);
}

}  // namespace

std::size_t added_activation(const Wiring& wiring, std::size_t layer) {
  switch (wiring.skips[layer - 1]) {
    case Skip::none: return layer;
    case Skip::own: return layer - 1;
    case Skip::previous: return layer - 2;
  }
  return layer;
}

Wiring parse_wiring(std::string_view text, std::size_t layers) {
  const std::string context = fmt::format("`{}` is no wiring of {} layer{}; `quanvas wirings --layers {}` lists them",
                                          text, layers, layers == 1 ? "" : "s", layers);
  return with_context(context, [&] {
    if (trim(text) == "none") return Wiring{std::vector<Skip>(layers, Skip::none)};
    Wiring wiring = Reader(text, layers).read();
    require(in_family(wiring), "X would be added twice");
    return wiring;
  });
}

std::string wiring_text(const Wiring& wiring) {
  const std::size_t n = wiring.layers();
  std::string text;
  for (std::size_t k = 1; k <= n; ++k) {
    if (wiring.skips[k - 1] == Skip::none) continue;
    bool within_later = false;
    for (std::size_t later = k + 1; later <= n; ++later) within_later |= added_activation(wiring, later) == k;
    if (!within_later) text += (text.empty() ? "" : ",") + activation_text(wiring, k);
  }
  return text.empty() ? "none" : text;
}

std::vector<Wiring> enumerate_wirings(std::size_t layers) {
  std::vector<Wiring> family{{}};
  for (std::size_t k = 1; k <= layers; ++k) {
    std::vector<Wiring> longer;
    for (const Skip skip : {Skip::none, Skip::own, Skip::previous}) {
      if (k == 1 && skip == Skip::previous) continue;
      for (Wiring next : family) {
        next.skips.push_back(skip);
        if (in_family(next)) longer.push_back(std::move(next));
      }
    }
    family = std::move(longer);
  }
  std::ranges::stable_sort(family, std::greater{},
                           [](const Wiring& w) { return std::ranges::count(w.skips, Skip::none); });
  return family;
}

std::vector<bool> gradient_reach(const Wiring& wiring, trial::Gradient gradient) {
  const std::size_t n = wiring.layers();
  std::vector<bool> activation(n + 1, false);  // whether A_k has a gradient
  activation[n] = true;
  for (std::size_t k = n; k >= 1; --k) {
    if (!activation[k]) continue;
    activation[added_activation(wiring, k)] = true;
    if (gradient == trial::Gradient::exact) activation[k - 1] = true;
  }
  return {activation.begin() + 1, activation.end()};  // O_k has one where A_k has
}

}  // namespace quanvas::hybrid
