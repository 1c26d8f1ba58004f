#include "model/described_layers.hpp"

#include "base/error.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

// An axis's value as the JSON of a description.
Json json_of(const trial::Axis& axis, const trial::TrialSpec& spec) {
  if (axis.kind == trial::Kind::list) {
    Json list = Json::array();
    for (const std::string_view entry : split(axis.read(spec), ',')) list.push_back(parse_integer(entry).value());
    return list;
  }
  return std::visit([](const auto& value) { return Json(value); }, axis.value(spec));
}

std::string name_of(std::size_t index, const Json& layer) {
  const auto type = layer.is_object() ? layer.find("type") : layer.end();
  const bool named = type != layer.end() && type->is_string();
  return fmt::format("layer {} ({})", index + 1, named ? type->get<std::string>() : "without a type");
}

class Reader {
 public:
  Reader(Chain& chain, const trial::NetworkAxes& own) : chain_(chain), own_(own) {}

  std::vector<DescribedLayer> layers(const Json& all) {
    std::vector<DescribedLayer> result;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string name = name_of(i, all[i]);
      with_context(name, [&] { result.push_back(layer(name, all[i])); });
    }
    return result;
  }

 private:
  DescribedLayer layer(const std::string& name, const Json& description) {
    require(description.is_object() && description.contains("type") && description["type"].is_string(),
            "a layer says what it is, type = \"dense\"");
    const LayerKind& kind = layer_kind_named(description["type"].get<std::string>());
    Json given = Json::object();
    for (const auto& [key, value] : description.items()) given[key] = resolved(value);
    Json fallbacks = Json::object();
    std::vector<DescribedLayer> nested;
    for (const LayerOption& option : kind.options) {
      const std::string key(option.key);
      if (option.type == OptionType::layers && given.contains(key) && given[key].is_array())
        nested = layers(given[key]);
      if (!given.contains(key) && !option.fallback.empty()) fallbacks[key] = resolved(Json::parse(option.fallback));
    }
    return {.name = name, .kind = &kind, .options = {given, fallbacks, kind.options, std::move(nested)}};
  }

  Json resolved(const Json& value) {
    if (value.is_array()) {
      Json list = Json::array();
      for (const Json& entry : value) list.push_back(resolved(entry));
      return list;
    }
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    if (!text.starts_with('$')) return value;
    const std::string_view key = std::string_view(text).substr(1);
    if (const trial::Axis* const axis = own_.find(key)) return json_of(*axis, chain_.spec());
    const trial::Axis* const axis = trial::find_axis(key);
    require(axis, "`{}` names neither a parameter that the network declares nor one of the program{}", text, near(key));
    chain_.reads({axis->key});
    return json_of(*axis, chain_.spec());
  }

  std::string near(std::string_view key) const {
    std::vector<std::string_view> keys;
    for (const trial::Axis& axis : own_.all()) keys.push_back(axis.key);
    for (const trial::Axis& axis : trial::kAxes) keys.push_back(axis.key);
    return suggestion(key, keys);
  }

  Chain& chain_;
  const trial::NetworkAxes& own_;
};

}  // namespace

bool DescribedLayer::passes_gradient() const {
  return with_context(name, [&] { return !kind->passes_gradient || kind->passes_gradient(options); });
}

std::vector<DescribedLayer> read_layers(const Json& layers, Chain& chain, const trial::NetworkAxes& own) {
  return Reader(chain, own).layers(layers);
}

Form append_layer(Chain& chain, const DescribedLayer& layer, Form given, const GradientFlow& flow) {
  return with_context(layer.name, [&] {
    const LayerKind& kind = *layer.kind;
    require(kind.takes == Form::either || kind.takes == given, "it takes {}, and is given {}, {}", to_name(kind.takes),
            to_name(given), shape_text(chain.shape()));
    kind.append(chain, layer.options.in(flow));
    return kind.gives == Form::either ? given : kind.gives;
  });
}

Form append_layers(Chain& chain, const std::vector<DescribedLayer>& layers) {
  std::size_t first_reached = 0;
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (!layers[i].passes_gradient()) first_reached = i;
  Form form = Form::maps;
  for (std::size_t i = 0; i < layers.size(); ++i)
    form = append_layer(chain, layers[i], form,
                        {.reached = i >= first_reached,
                         .onward = chain.trains() ? nn::InputGradient::wanted : nn::InputGradient::unwanted});
  return form;
}

}  // namespace quanvas::model
