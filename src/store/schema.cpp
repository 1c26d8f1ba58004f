#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "base/build_info.hpp"
#include "base/error.hpp"

namespace quanvas::store {
namespace {

using trial::Record;
using trial::TrainingRecord;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

const TrainingRecord& training_or_empty(const Record& record) {
  static const TrainingRecord kEmpty;
  const TrainingRecord* training = training_of(record.outcome);
  return training ? *training : kEmpty;
}

std::int64_t epochs_run(const Record& record) {
  return static_cast<std::int64_t>(training_or_empty(record).gradient_norms.size());
}

// A column of the table, and how a row fills it.
struct Field {
  std::string name;
  ColumnType::Kind kind;
  std::function<Cell(const Row&)> of;
};

Field axis_field(const trial::Axis& axis) {
  using Kind = ColumnType::Kind;
  const auto kind = [&] {
    switch (axis.kind) {
      case trial::Kind::integer: return Kind::integer;
      case trial::Kind::real: return Kind::real;
      case trial::Kind::choice:
      case trial::Kind::name:
      case trial::Kind::list: return Kind::text;
    }
    no_such_value();
  };
  return {std::string(axis.key), kind(), [&axis](const Row& row) { return axis.value(row.record->spec); }};
}

double final_value(const Record& record, std::string_view curve) {
  const trial::Curve* found = training_or_empty(record).find(curve);
  return found && !found->values.empty() ? found->values.back() : kNone;
}

std::vector<Field> fields(const std::vector<std::string>& curves) {
  using Kind = ColumnType::Kind;
  std::vector<Field> all;
  const auto integer = [&](std::string name, auto of) {
    all.push_back(
        {std::move(name), Kind::integer, [of](const Row& row) { return static_cast<std::int64_t>(of(*row.record)); }});
  };
  const auto text = [&](std::string name, auto of) {
    all.push_back({std::move(name), Kind::text, [of](const Row& row) { return std::string(of(*row.record)); }});
  };
  all.push_back({"trial", Kind::integer, [](const Row& row) { return row.trial; }});
  text("key", [](const Record& r) { return r.key.text; });
  text("status", [](const Record& r) { return to_name(status_of(r.outcome)); });
  text("message", [](const Record& r) { return message_of(r.outcome); });
  for (const trial::Axis& axis : trial::kAxes) all.push_back(axis_field(axis));
  for (const std::string& curve : curves)
    all.push_back({curve, Kind::real, [curve](const Row& row) { return final_value(*row.record, curve); }});
  integer("epochs_run", epochs_run);
  const char* const sides[] = {"feature_channels", "feature_height", "feature_width"};
  for (std::size_t d = 0; d < 3; ++d)
    integer(sides[d], [d](const Record& r) { return training_or_empty(r).feature_shape[d]; });
  integer("parameters", [](const Record& r) { return training_or_empty(r).parameters; });
  text("data_checksum", [](const Record& r) { return training_or_empty(r).data_checksum; });
  text("host", [](const Record& r) { return r.execution.host; });
  integer("rank", [](const Record& r) { return r.execution.rank; });
  integer("threads", [](const Record& r) { return r.execution.threads; });
  all.push_back({"seconds", Kind::real, [](const Row& row) { return row.record->execution.seconds; }});
  integer("attempts", [](const Record& r) { return r.attempts; });
  return all;
}

// The table without the curves, whose number depends on the records.
const std::vector<Field>& fixed_fields() {
  static const std::vector<Field> all = fields({});
  return all;
}

trial::Curve without_values(const trial::Curve& curve) {
  return {.name = curve.name, .unit = curve.unit, .meaning = curve.meaning, .better = curve.better, .values = {}};
}

}  // namespace

void Extent::include(const Row& row) {
  const TrainingRecord& training = training_or_empty(*row.record);
  epochs_ = std::max(epochs_, training.gradient_norms.size());
  layers_ = std::max(layers_, training.gradient_reached.size());
  for (std::size_t c = 0; c < training.curves.size(); ++c) {
    const std::pair index(row.trial, c);
    const auto [entry, added] = curves_.try_emplace(training.curves[c].name, Curve{.metric = {}, .first = index});
    if (added) entry->second.metric = without_values(training.curves[c]);
    entry->second.first = std::min(entry->second.first, index);
  }
  for (const Field& field : fixed_fields())
    if (field.kind == ColumnType::Kind::text) {
      std::size_t& width = widths_.try_emplace(field.name, 1).first->second;
      width = std::max(width, std::get<std::string>(field.of(row)).size());
    }
}

namespace {

std::vector<std::string> ordered_names(const auto& curves) {
  std::vector<std::string> names;
  for (const auto& entry : curves) names.push_back(entry.first);
  std::ranges::sort(names, {}, [&](const std::string& name) { return curves.at(name).first; });
  return names;
}

std::vector<ColumnType> column_types(const std::vector<Field>& table,
                                     const std::map<std::string, std::size_t>& widths) {
  std::vector<ColumnType> types;
  for (const Field& field : table) {
    const auto width = widths.find(field.name);
    const bool text = field.kind == ColumnType::Kind::text;
    types.push_back({.name = field.name,
                     .kind = field.kind,
                     .width = !text                   ? std::size_t{8}
                              : width == widths.end() ? 1
                                                      : width->second});
  }
  return types;
}

std::string parameters_text() {
  std::array<std::string_view, trial::kAxes.size()> keys;
  std::ranges::transform(trial::kAxes, keys.begin(), &trial::Axis::key);
  return join(keys, ",");
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

struct RecordWriter::Fields : std::vector<Field> {};

RecordWriter::RecordWriter(H5File& file, const Extent& extent, const Attributes& attributes)
    : epochs_(extent.epochs_),
      layers_(extent.layers_),
      curves_(ordered_names(extent.curves_)),
      fields_(std::make_unique<Fields>(Fields{fields(curves_)})),
      trials_(file.add_table("/trials", column_types(*fields_, extent.widths_), extent.rows_)),
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
}

RecordWriter::~RecordWriter() = default;

void RecordWriter::put(std::size_t row, const Row& content) {
  std::vector<Cell> cells;
  for (const Field& field : *fields_) cells.push_back(field.of(content));
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
