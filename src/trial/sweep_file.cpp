#include "trial/sweep_file.hpp"

#include <algorithm>
#include <span>

namespace quanvas::trial {

namespace {

// toml++ follows a dotted key by recursion; tens of thousands of parts would exhaust the stack.
constexpr std::ptrdiff_t kMostDots = 10'000;

void require_shallow_keys(const Source& source, std::string_view text) {
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size(); ++number) {
    const std::string_view line = text.substr(start, text.find('\n', start) - start);
    require(std::ranges::count(line, '.') <= kMostDots,
            "{}:{}: more than {} dots in a line; write a long list over several lines", source.name(), number + 1,
            kMostDots);
    start += line.size() + 1;
  }
}

}  // namespace

toml::table parse_toml(const Source& source, std::string_view text) {
  require_shallow_keys(source, text);
  try {
    return toml::parse(text, source.name());
  } catch (const toml::parse_error& error) {
    fail("{}: {}", where(source.name(), position_of(error.source().begin)), error.description());
  }
}

const toml::table& section(const Source& source, const toml::table& file, std::string_view name) {
  static const toml::table kEmpty;
  const toml::node* node = file.get(name);
  if (!node) return kEmpty;
  require(node->is_table(), "{}: `{}` is a section: write [{}]", source.at(*node), name, name);
  return *node->as_table();
}

std::vector<const toml::table*> sections(const Source& source, const toml::table& file, std::string_view name) {
  const toml::node* const node = file.get(name);
  if (!node) return {};
  require(node->is_array_of_tables(), "{}: `{}` is a list of sections: write [[{}]]", source.at(*node), name, name);
  std::vector<const toml::table*> tables;
  for (const toml::node& entry : *node->as_array()) tables.push_back(entry.as_table());
  return tables;
}

Settings::Settings(const Source& source, const toml::table& table, std::string_view name,
                   std::initializer_list<std::string_view> keys)
    : source_(source), table_(table), name_(name) {
  for (const auto& [key, node] : table)
    require(std::ranges::find(keys, key.str()) != keys.end(), "{}: unknown key `{}` in [{}], which takes `{}`",
            source.at(key), key.str(), name, join(std::span(keys.begin(), keys.size()), "`, `"));
}

std::string Settings::at(std::string_view key) const {
  const toml::node* const node = table_.get(key);
  return node ? source_.at(*node) : source_.at(table_);
}

void Settings::need(bool holds, std::string_view key, std::string_view what) const {
  require(holds, "{}: [{}] needs {} = {}", at(key), name_, key, what);
}

std::int64_t Settings::integer(std::string_view key, std::int64_t least, std::int64_t fallback) const {
  const toml::node* const node = table_.get(key);
  const std::int64_t number = !node ? fallback : node->is_integer() ? node->as_integer()->get() : least - 1;
  need(number >= least, key, fmt::format("N, an integer from {}", least));
  return number;
}

std::string Settings::text(std::string_view key, std::string_view fallback) const {
  const toml::node* const node = table_.get(key);
  need(!node || node->is_string(), key, "\"...\", a text in quotes");
  return node ? node->as_string()->get() : std::string(fallback);
}

bool Settings::truth(std::string_view key, bool fallback) const {
  const toml::node* const node = table_.get(key);
  need(!node || node->is_boolean(), key, "true or false");
  return node ? node->as_boolean()->get() : fallback;
}

}  // namespace quanvas::trial
