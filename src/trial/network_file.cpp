#include "trial/network_file.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "trial/text_file.hpp"

namespace quanvas::trial {
namespace {

constexpr std::string_view kSuffix = ".toml";
constexpr std::string_view kKeys[] = {"meaning", "parameters", "layers"};

// Dates have no counterpart and are refused.
Json to_json(const Source& source, const toml::node& node) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return value->get();
  if (const auto* value = node.as_floating_point()) return value->get();
  if (const auto* value = node.as_boolean()) return value->get();
  if (const auto* array = node.as_array()) {
    Json json = Json::array();
    for (const toml::node& entry : *array) json.push_back(to_json(source, entry));
    return json;
  }
  const auto* table = node.as_table();
  require(table, "{}: a date is no part of a network", source.at(node));
  Json json = Json::object();
  for (const auto& [key, value] : *table) json[std::string(key.str())] = to_json(source, value);
  return json;
}

Json read_network(const Source& source, const toml::key& name, const toml::node& node) {
  require(node.is_table(), "{}: a network is a section: write [networks.{}]", source.at(node), name.str());
  const toml::table& table = *node.as_table();
  for (const auto& [key, value] : table)
    require(std::ranges::find(kKeys, key.str()) != std::end(kKeys),
            "{}: unknown key `{}` in [networks.{}], which takes `{}`{}", source.at(key), key.str(), name.str(),
            join(kKeys, "`, `"), suggestion(key.str(), kKeys));
  const toml::array* const layers = table["layers"].as_array();
  require(layers && !layers->empty(), "{}: [networks.{}] needs layers = [{{type = \"...\", ...}}, ...]",
          source.at(node), name.str());
  for (const toml::node& layer : *layers)
    require(layer.is_table(), "{}: a layer is a table, {{type = \"dense\", outputs = 10}}", source.at(layer));
  return to_json(source, node);
}

}  // namespace

Networks::Networks(const Source& source, const toml::table& file) {
  std::map<std::string, Json> declarations;
  for (const auto& [name, node] : section(source, file, "networks")) {
    with_context(source.at(name), [&] {
      require(!names_network_file(name.str()) && name.str().find_first_of(" \n:;=") == std::string_view::npos &&
                  !name.str().empty(),
              "`{}` cannot be the name of a network; use letters, digits, _ and -", name.str());
    });
    const Json network = read_network(source, name, node);
    with_context(source.at(node), [&] { axes_.emplace_back(network); });
    networks_.push_back({.name = std::string(name.str()), .text = network.dump()});
    if (!network.contains("parameters")) continue;
    for (const auto& [key, declaration] : network["parameters"].items())
      require(declarations.emplace(key, declaration).first->second == declaration,
              "{}: [networks.{}] declares parameter `{}` in another way than a network before it; declare it alike, or "
              "give it another name",
              source.at(node), name.str(), key);
  }
}

const Network* Networks::find(std::string_view name) const {
  const auto found = std::ranges::find(networks_, name, &Network::name);
  return found == networks_.end() ? nullptr : &*found;
}

const Axis* Networks::find_axis(std::string_view key) const {
  for (const NetworkAxes& axes : axes_)
    if (const Axis* const axis = axes.find(key)) return axis;
  return nullptr;
}

std::vector<std::string_view> Networks::keys() const {
  std::vector<std::string_view> keys;
  for (const NetworkAxes& axes : axes_)
    for (const Axis& axis : axes.all())
      if (std::ranges::find(keys, axis.key) == keys.end()) keys.push_back(axis.key);
  return keys;
}

bool names_network_file(std::string_view model) {
  const auto end = model.rfind(".toml:");
  return model.ends_with(kSuffix) || end != std::string_view::npos;
}

Networks read_network_file(const std::string& path_and_name) {
  const bool named = !path_and_name.ends_with(kSuffix);
  const std::size_t end = named ? path_and_name.rfind(".toml:") + kSuffix.size() : path_and_name.size();
  const std::string path = path_and_name.substr(0, end);
  const std::string name = named ? path_and_name.substr(end + 1) : "";
  const Source source(path);
  toml::table file = parse_toml(source, read_text_file(path, "the description of a network"));
  toml::table* const section = file["networks"].as_table();
  require(section && !section->empty(), "{}: describes no network; write [networks.NAME] with layers = [...]", path);
  std::vector<std::string> names;
  for (const auto& [key, node] : *section) names.emplace_back(key.str());
  require(named || names.size() == 1, "{}: describes {} networks; say which, as {}:{}", path, names.size(), path,
          names.front());
  if (named) {
    require(section->contains(name), "{}: describes no network `{}`, only `{}`", path, name, join(names, "`, `"));
    for (const std::string& other : names)
      if (other != name) section->erase(other);
  }
  return Networks(source, file);
}

}  // namespace quanvas::trial
