#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "base/build_info.hpp"
#include "base/error.hpp"

namespace quanvas::store {
namespace {

using trial::TrainingRecord;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

trial::Curve without_values(const trial::Curve& curve) {
  return {.name = curve.name, .unit = curve.unit, .meaning = curve.meaning, .better = curve.better, .values = {}};
}

}  // namespace

void Extent::include(const Row& row) {
  const TrainingRecord& training = training_or_empty(*row.record);
  epochs_ = std::max(epochs_, training.gradient_norms.size());
  layers_ = std::max(layers_, training.gradient_reached.size());
  networks_.include(row.record->spec);
  for (std::size_t c = 0; c < training.curves.size(); ++c) {
    const std::pair index(row.trial, c);
    const auto [entry, added] = curves_.try_emplace(training.curves[c].name, Curve{.metric = {}, .first = index});
    if (added) entry->second.metric = without_values(training.curves[c]);
    entry->second.first = std::min(entry->second.first, index);
  }
}

std::vector<std::string> Extent::curve_names() const {
  std::vector<std::string> names;
  for (const auto& entry : curves_) names.push_back(entry.first);
  std::ranges::sort(names, {}, [&](const std::string& name) { return curves_.at(name).first; });
  return names;
}

namespace {

std::vector<ColumnType> column_types(const std::vector<Field>& fields) {
  std::vector<ColumnType> types;
  std::ranges::transform(fields, std::back_inserter(types), &Field::column);
  return types;
}

std::string parameters_text() {
  std::array<std::string_view, trial::kAxes.size()> keys;
  std::ranges::transform(trial::kAxes, keys.begin(), &trial::Axis::key);
  return join(keys, ",");
}

std::string names_text(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.column.name);
  return join(names, ",");
}

// The columns of the program's own, and those that networks declare behind them.
std::vector<Field> all_fields(const std::vector<std::string>& curves, const NetworkColumns& networks) {
  std::vector<Field> all = table_fields(curves);
  const std::vector<Field> declared = networks.fields(all);
  all.insert(all.end(), declared.begin(), declared.end());
  return all;
}

void write_attributes(H5File& file, const Attributes& attributes) {
  const BuildInfo& build = build_info();
  file.set_attribute("/", "format", std::string(kResultsFormat));
  file.set_attribute("/", "schema_version", kSchemaVersion);
  file.set_attribute("/", "program_version", build.version);
  file.set_attribute("/", "git_revision", build.revision);
  file.set_attribute("/", "compiler", build.compiler);
  file.set_attribute("/", "flags", build.flags);
  file.set_attribute("/", "libraries", build.libraries);
  file.set_attribute("/trials", "parameters", parameters_text());
  for (const auto& [name, value] : attributes.texts) file.set_attribute("/", name, value);
  for (const auto& [name, value] : attributes.integers) file.set_attribute("/", name, value);
}

}  // namespace

RecordWriter::RecordWriter(H5File& file, const Extent& extent, const Attributes& attributes)
    : epochs_(extent.epochs_),
      layers_(extent.layers_),
      curves_(extent.curve_names()),
      fields_(all_fields(curves_, extent.networks_)),
      trials_(file.add_table("/trials", column_types(fields_), extent.rows_)),
      norms_(file.add_doubles("/gradient_norms", {extent.rows_, epochs_, layers_})),
      reached_(file.add_bytes("/gradient_reached", {extent.rows_, layers_})) {
  for (const std::string& name : curves_) {
    histories_.push_back(file.add_doubles("/history/" + name, {extent.rows_, epochs_}));
    const trial::Curve& metric = extent.curves_.at(name).metric;
    file.set_attribute("/history/" + name, "unit", metric.unit);
    file.set_attribute("/history/" + name, "meaning", metric.meaning);
    file.set_attribute("/history/" + name, "better", std::string(to_name(metric.better)));
  }
  write_attributes(file, attributes);
  file.set_attribute("/trials", "network_parameters", names_text(extent.networks_.fields(table_fields(curves_))));
}

void RecordWriter::put(std::size_t row, const Row& content) {
  std::vector<Cell> cells;
  for (const Field& field : fields_) cells.push_back(field.of(content));
  trials_.write(row, cells);

  const TrainingRecord& training = training_or_empty(*content.record);
  const auto curve_fits = [&](const trial::Curve& curve) { return curve.values.size() <= epochs_; };
  const auto norms_fit = [&](const std::vector<double>& norms) { return norms.size() <= layers_; };
  require(training.gradient_norms.size() <= epochs_ && training.gradient_reached.size() <= layers_ &&
              std::ranges::all_of(training.curves, curve_fits) &&
              std::ranges::all_of(training.gradient_norms, norms_fit),
          "trial {} has more epochs or layers than the file has room for", content.record->key.text);
  std::vector<double> history(epochs_);
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    std::ranges::fill(history, kNone);
    if (const trial::Curve* curve = training.find(curves_[c])) std::ranges::copy(curve->values, history.begin());
    histories_[c].write(row, history);
  }
  std::vector<double> norms(epochs_ * layers_, kNone);
  for (std::size_t e = 0; e < training.gradient_norms.size(); ++e)
    std::ranges::copy(training.gradient_norms[e], norms.begin() + static_cast<std::ptrdiff_t>(e * layers_));
  norms_.write(row, norms);
  std::vector<std::int8_t> reached(layers_, -1);
  std::ranges::copy(training.gradient_reached, reached.begin());
  reached_.write(row, reached);
}

std::vector<std::byte> write_records(std::span<const Row> rows, const Attributes& attributes) {
  Extent extent;
  for (const Row& row : rows) extent.include(row);
  extent.set_rows(rows.size());
  H5File file = H5File::create();
  {
    RecordWriter writer(file, extent, attributes);
    for (std::size_t r = 0; r < rows.size(); ++r) writer.put(r, rows[r]);
  }
  return file.bytes();
}

}  // namespace quanvas::store
