// What a layer of a described network is given, checked against the rows of what its kind takes.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "model/graph.hpp"
#include "nn/layer.hpp"
#include "trial/axis.hpp"

namespace quanvas::model {

enum class OptionType { integer, real, truth, choice, text, texts, layers };
constexpr auto texts_of(OptionType) {
  return texts("an integer", "a number", "true or false", "a choice", "a text", "a list of texts", "a list of layers");
}

struct LayerOption {
  std::string_view key;
  OptionType type;
  std::string_view fallback;  // as JSON; empty: it must be given. "$NAME" is the trial's value of an axis
  std::string_view meaning;
  trial::Rule rule = {};                           // of numbers
  std::span<const std::string_view> choices = {};  // of choices
};

// "an integer between 1 and 4", "one of `max`, `average`", ...
std::string rule_text(const LayerOption& option);

struct DescribedLayer;

// Where gradients pass in training: whether the layer's output has one, which is not so before a layer that passes none
// on; and whether what comes before it is to be given one.
struct GradientFlow {
  bool reached = true;
  nn::InputGradient onward = nn::InputGradient::wanted;
};

class LayerOptions {
 public:
  // `layer` without placeholders; `rows` are what its kind takes, of which `layer` need not give those that have a
  // fallback; `nested` are the layers of an option of that type. Throws Error, naming the option, for one that is
  // unknown, missing, of another type or outside its rule.
  LayerOptions(const Json& layer, const Json& fallbacks, std::span<const LayerOption> rows,
               std::vector<DescribedLayer> nested);

  std::size_t integer(std::string_view key) const { return at(key).get<std::size_t>(); }
  double real(std::string_view key) const { return at(key).get<double>(); }
  bool truth(std::string_view key) const { return at(key).get<bool>(); }
  std::string text(std::string_view key) const { return at(key).get<std::string>(); }
  std::vector<std::string> texts(std::string_view key) const { return at(key).get<std::vector<std::string>>(); }
  const std::vector<DescribedLayer>& layers() const { return *nested_; }

  // Whether the description says it, rather than the fallback.
  bool given(std::string_view key) const { return given_.contains(key); }

  template <class Enum>
  Enum choice(std::string_view key) const {
    return parse_name<Enum>(at(key).get<std::string>()).value();
  }

  const GradientFlow& flow() const { return flow_; }
  LayerOptions in(const GradientFlow& flow) const;

  // Of a layer with the option `trainable`.
  Trainability training() const;

 private:
  const Json& at(std::string_view key) const;

  std::map<std::string, Json, std::less<>> values_;
  std::set<std::string, std::less<>> given_;
  std::shared_ptr<const std::vector<DescribedLayer>> nested_;
  GradientFlow flow_;
};

}  // namespace quanvas::model
