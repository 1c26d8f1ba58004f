#include "store/csv.hpp"

#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

std::string cell_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + '"';
}
std::string cell_text(std::int64_t number) { return to_text(number); }
std::string cell_text(double number) { return std::isnan(number) ? std::string() : to_text(number); }

std::string line_of(const std::vector<Field>& fields, const Row& row) {
  std::vector<std::string> cells;
  for (const Field& field : fields)
    cells.push_back(std::visit([](const auto& value) { return cell_text(value); }, field.of(row)));
  return join(cells, ",") + '\n';
}

std::string heading(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.column.name);
  return join(names, ",") + '\n';
}

// The whole table; nothing where a record has vanished on the way.
std::optional<std::string> table_text(const Folder& folder, const trial::Sweep& sweep) {
  const auto row_of = [](std::size_t trial, const trial::Record& record) {
    return Row{.trial = static_cast<std::int64_t>(trial), .record = &record};
  };
  const Index index = read_index(folder, sweep);
  Extent extent;
  if (!visit_counting(folder, sweep, index,
                      [&](std::size_t trial, const trial::Record& record) { extent.include(row_of(trial, record)); }))
    return std::nullopt;
  const std::vector<Field> fields = table_fields(extent.curve_names());
  std::map<std::size_t, std::string> lines;  // by trial
  if (!visit_counting(folder, sweep, index, [&](std::size_t trial, const trial::Record& record) {
        lines[trial] = line_of(fields, row_of(trial, record));
      }))
    return std::nullopt;
  std::string text = heading(fields);
  for (const auto& [trial, line] : lines) text += line;
  return text;
}

}  // namespace

void write_csv(const Folder& folder, const trial::Sweep& sweep, const std::filesystem::path& path) {
  write_latest(path, [&] {
    std::optional<std::string> text;
    retry_while_records_vanish(folder, [&] { return (text = table_text(folder, sweep)).has_value(); });
    return std::move(*text);
  });
}

}  // namespace quanvas::store
