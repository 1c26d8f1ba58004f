#include "cli/number_table.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace quanvas::cli {
namespace {

constexpr std::string_view kSeparators = ",;\t\r ";

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require(file.good() && !std::filesystem::is_directory(path), "{}: is no file that can be opened; is the path right?",
          path);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  require(!file.bad(), "{}: cannot be read", path);
  return text;
}

// Separated by one comma or semicolon, or by blanks.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  line = trim(line.substr(0, line.find('#')));
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(kSeparators), line.size());
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end);
    line = trim(line);
    if (line.empty() || (line[0] != ',' && line[0] != ';')) continue;
    line = trim(line.substr(1));
    if (line.empty()) fields.push_back(line);  // a separator at the end of a line
  }
  return fields;
}

void append_row(NumberTable& table, std::vector<double> row, const std::string& where) {
  const std::size_t expected =
      table.names.empty() ? (table.rows.empty() ? row.size() : table.rows[0].size()) : table.names.size();
  require(row.size() == expected, "{}: {} numbers, where {} has {}", where, row.size(),
          table.names.empty() ? "the first row" : "the line of names", expected);
  table.rows.push_back(std::move(row));
}

NumberTable from_text(std::string_view text, const std::string& path) {
  NumberTable table;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    const std::string where = fmt::format("{}:{}", path, ++number);
    const std::vector<std::string_view> fields = fields_of(line);
    if (fields.empty()) continue;
    const bool first = table.names.empty() && table.rows.empty();
    if (first && std::ranges::none_of(fields, [](std::string_view field) { return parse_real(field).has_value(); })) {
      table.names.assign(fields.begin(), fields.end());
      continue;
    }
    std::vector<double> row;
    for (const std::string_view field : fields) {
      const auto value = parse_real(field);
      require(value.has_value(), "{}: `{}` is not a finite number", where, field);
      row.push_back(*value);
    }
    append_row(table, std::move(row), where);
  }
  return table;
}

double number_of(const Json& json, const std::string& where) {
  require(json.is_number(), "{}: {} is not a number", where, json_text(json));
  return json.get<double>();
}

void append_json(NumberTable& table, const Json& json, const std::string& where) {
  require(json.is_array() || json.is_object(), "{}: {} is no array of numbers and no object", where, json_text(json));
  std::vector<std::string> names;
  std::vector<double> row;
  for (const auto& [name, value] : json.items()) {
    if (json.is_object()) names.push_back(name);
    row.push_back(number_of(value, json.is_object() ? fmt::format("{}, `{}`", where, name) : where));
  }
  if (table.rows.empty()) table.names = names;
  require(names == table.names, "{}: its names are not those of the first row", where);
  append_row(table, std::move(row), where);
}

NumberTable from_json(const std::string& text, const std::string& path) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& error) {
    fail("{}: is no JSON that can be read: {}", path, error.what());
  }
  NumberTable table;
  const bool one_row = json.is_object() || json.empty() || !json[0].is_structured();
  if (one_row) append_json(table, json, path);
  for (std::size_t i = 0; !one_row && i < json.size(); ++i)
    append_json(table, json[i], fmt::format("{}, row {}", path, i + 1));
  return table;
}

}  // namespace

NumberTable read_numbers(const std::string& path) {
  const std::string text = text_of_file(path);
  const std::string_view inside = trim(text);
  const bool json = inside.starts_with('[') || inside.starts_with('{');
  NumberTable table = json ? from_json(text, path) : from_text(text, path);
  require(!table.rows.empty() && !table.rows[0].empty(), "{}: there are no numbers in it", path);
  return table;
}

}  // namespace quanvas::cli
