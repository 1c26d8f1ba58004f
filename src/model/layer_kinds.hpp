// The kinds of layers of which a network may be described: what each takes and how it is appended to a chain. To add
// one: a function and a row in classical_kinds.cpp or quantum_kinds.cpp.
#pragma once

#include <span>
#include <string_view>

#include "model/chain.hpp"
#include "model/layer_options.hpp"

namespace quanvas::model {

// What a layer takes from the one before: maps [channels, height, width], features alone, or either.
enum class Form { maps, features, either };
constexpr auto texts_of(Form) { return texts("maps", "features", "either"); }

struct LayerKind {
  std::string_view name;
  std::string_view meaning;
  Form takes;
  Form gives;  // either: what it is given
  std::span<const LayerOption> options;
  void (*append)(Chain&, const LayerOptions&);
  // Whether gradients pass from what the layer gives to what it takes; null: always.
  bool (*passes_gradient)(const LayerOptions&) = nullptr;
};

std::span<const LayerKind> layer_kinds();

// The row of this name. Throws Error, with the nearest name, where there is none.
const LayerKind& layer_kind_named(std::string_view name);

}  // namespace quanvas::model
