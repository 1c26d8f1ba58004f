// A sweep file as TOML: its sections, settings, and where in the file a node is. What the sections mean is
// trial/sweep.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "base/error.hpp"
#include "trial/grid.hpp"

namespace quanvas::trial {

inline FilePosition position_of(const toml::source_position& position) {
  return {.line = position.line, .column = position.column};
}
inline FilePosition position_of(const toml::node& node) { return position_of(node.source().begin); }
inline FilePosition position_of(const toml::key& key) { return position_of(key.source().begin); }

// Says where in the file a node or a key is, as the front of an error message.
class Source {
 public:
  explicit Source(std::string_view name) : name_(name) {}
  Source(std::string_view name, const Networks& networks) : name_(name), networks_(&networks) {}

  const std::string& name() const { return name_; }
  std::string at(const auto& node) const { return where(name_, position_of(node)); }
  const Networks* networks() const { return networks_; }  // that the file describes, or null

 private:
  std::string name_;
  const Networks* networks_ = nullptr;
};

// Throws Error "NAME:LINE:COLUMN: ..." for a text that is no TOML.
toml::table parse_toml(const Source& source, std::string_view text);

// The section [name]; an empty one where there is none. Throws Error for what is no section.
const toml::table& section(const Source& source, const toml::table& file, std::string_view name);

// The sections [[name]]; none where there is no such section. Throws Error for what is no list of sections.
std::vector<const toml::table*> sections(const Source& source, const toml::table& file, std::string_view name);

// A section of settings: known keys with one value each. Holds on to the source and the table.
class Settings {
 public:
  // Throws Error for a key that is none of `keys`.
  Settings(const Source& source, const toml::table& table, std::string_view name,
           std::initializer_list<std::string_view> keys);

  bool has(std::string_view key) const { return table_.contains(key); }

  // "FILE:LINE:COLUMN" of a value; of the section where it is left out.
  std::string at(std::string_view key) const;

  // Throws Error, with the place of the value, unless `holds`.
  void need(bool holds, std::string_view key, std::string_view what) const;

  // A value, or `fallback` where it is left out. Throws Error for a value of another type, or an integer below `least`.
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t fallback) const;
  std::string text(std::string_view key, std::string_view fallback) const;
  bool truth(std::string_view key, bool fallback) const;

 private:
  const Source& source_;
  const toml::table& table_;
  std::string_view name_;
};

}  // namespace quanvas::trial
