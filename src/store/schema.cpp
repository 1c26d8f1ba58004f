#include "store/schema.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/build_info.hpp"
#include "base/error.hpp"
#include "store/h5.hpp"

namespace quanvas::store {
namespace {

using trial::Record;
using trial::Training;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kFormat = "quanvas results";

const Training& training_or_empty(const Record& record) {
  static const Training kEmpty;
  const Training* training = training_of(record.outcome);
  return training ? *training : kEmpty;
}

// A column from a function of each row.
template <class Of>
Column column(std::string name, std::span<const Row> rows, Of&& of) {
  std::vector<std::decay_t<decltype(of(rows.front()))>> values;
  for (const Row& row : rows) values.push_back(of(row));
  return {.name = std::move(name), .values = std::move(values)};
}

Column axis_column(const trial::Axis& axis, std::span<const Row> rows) {
  const auto of_type = [&]<class Type>(Type) {
    return column(std::string(axis.key), rows, [&](const Row& row) { return std::get<Type>(axis.value(row.record->spec)); });
  };
  switch (axis.kind) {
    case trial::Kind::integer: return of_type(std::int64_t{});
    case trial::Kind::real: return of_type(double{});
    default: return of_type(std::string{});
  }
}

struct CurveName {
  std::string name;
  std::string unit;
};

// Every curve of any record, in the order met.
std::vector<CurveName> curve_names(std::span<const Row> rows) {
  std::vector<CurveName> names;
  for (const Row& row : rows)
    for (const trial::Curve& curve : training_or_empty(*row.record).curves)
      if (std::ranges::find(names, curve.name, &CurveName::name) == names.end()) names.push_back({curve.name, curve.unit});
  return names;
}

std::int64_t epochs_run(const Record& record) { return static_cast<std::int64_t>(training_or_empty(record).gradient_norms.size()); }

std::vector<Column> trial_table(std::span<const Row> rows, const std::vector<CurveName>& curves) {
  const auto text = [](std::string_view view) { return std::string(view); };
  std::vector<Column> columns;
  columns.push_back(column("trial", rows, [](const Row& row) { return row.trial; }));
  columns.push_back(column("key", rows, [](const Row& row) { return row.record->key.text; }));
  columns.push_back(column("status", rows, [&](const Row& row) { return text(status_of(row.record->outcome)); }));
  columns.push_back(column("message", rows, [&](const Row& row) { return text(message_of(row.record->outcome)); }));
  for (const trial::Axis& axis : trial::kAxes) columns.push_back(axis_column(axis, rows));
  for (const CurveName& curve : curves)
    columns.push_back(column(curve.name, rows, [&](const Row& row) {
      const trial::Curve* found = training_or_empty(*row.record).find(curve.name);
      return found && !found->values.empty() ? found->values.back() : kNone;
    }));
  columns.push_back(column("epochs_run", rows, [](const Row& row) { return epochs_run(*row.record); }));
  const char* const sides[] = {"feature_channels", "feature_height", "feature_width"};
  for (std::size_t d = 0; d < 3; ++d)
    columns.push_back(column(sides[d], rows, [d](const Row& row) { return static_cast<std::int64_t>(training_or_empty(*row.record).feature_shape[d]); }));
  columns.push_back(column("parameters", rows, [](const Row& row) { return static_cast<std::int64_t>(training_or_empty(*row.record).parameters); }));
  columns.push_back(column("data_checksum", rows, [](const Row& row) { return training_or_empty(*row.record).data_checksum; }));
  columns.push_back(column("host", rows, [](const Row& row) { return row.record->execution.host; }));
  columns.push_back(column("rank", rows, [](const Row& row) { return std::int64_t{row.record->execution.rank}; }));
  columns.push_back(column("threads", rows, [](const Row& row) { return std::int64_t{row.record->execution.threads}; }));
  columns.push_back(column("seconds", rows, [](const Row& row) { return row.record->execution.seconds; }));
  return columns;
}

Array<double> history(std::span<const Row> rows, const std::string& name, std::size_t epochs) {
  Array<double> array{.extent = {rows.size(), epochs}, .values = std::vector(rows.size() * epochs, kNone)};
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (const trial::Curve* curve = training_or_empty(*rows[r].record).find(name))
      std::ranges::copy(curve->values, array.values.begin() + static_cast<std::ptrdiff_t>(r * epochs));
  return array;
}

Array<double> gradient_norms(std::span<const Row> rows, std::size_t epochs, std::size_t layers) {
  Array<double> array{.extent = {rows.size(), epochs, layers}, .values = std::vector(rows.size() * epochs * layers, kNone)};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& norms = training_or_empty(*rows[r].record).gradient_norms;
    for (std::size_t e = 0; e < norms.size(); ++e)
      std::ranges::copy(norms[e], array.values.begin() + static_cast<std::ptrdiff_t>((r * epochs + e) * layers));
  }
  return array;
}

Array<std::int8_t> gradient_reached(std::span<const Row> rows, std::size_t layers) {
  Array<std::int8_t> array{.extent = {rows.size(), layers}, .values = std::vector<std::int8_t>(rows.size() * layers, -1)};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& reached = training_or_empty(*rows[r].record).gradient_reached;
    std::ranges::copy(reached, array.values.begin() + static_cast<std::ptrdiff_t>(r * layers));
  }
  return array;
}

// Columns by name, with the type that is asked for.
class Table {
 public:
  Table(std::vector<Column> columns, std::string name) : name_(std::move(name)) {
    for (Column& c : columns) columns_.emplace(c.name, std::move(c));
  }

  std::size_t rows() const {
    return std::visit([](const auto& values) { return values.size(); }, find("key").values);
  }
  template <class Type>
  const Type& get(const std::string& column, std::size_t row) const {
    const auto* values = std::get_if<std::vector<Type>>(&find(column).values);
    require(values, "{}: column {} is not of the type it should be", name_, column);
    return (*values)[row];
  }
  std::string text(const trial::Axis& axis, std::size_t row) const {
    const std::string key(axis.key);
    switch (axis.kind) {
      case trial::Kind::integer: return to_text(get<std::int64_t>(key, row));
      case trial::Kind::real: return to_text(get<double>(key, row));
      default: return get<std::string>(key, row);
    }
  }

 private:
  const Column& find(const std::string& column) const {
    const auto found = columns_.find(column);
    require(found != columns_.end(), "{}: column {} is missing", name_, column);
    return found->second;
  }

  std::string name_;
  std::map<std::string, Column> columns_;
};

// The arrays beside the table.
struct Histories {
  std::vector<CurveName> names;
  std::vector<Array<double>> curves;
  Array<double> norms;
  Array<std::int8_t> reached;
};

Training read_training(const Table& table, const Histories& histories, std::size_t row) {
  Training training;
  const auto epochs = static_cast<std::size_t>(table.get<std::int64_t>("epochs_run", row));
  const auto slice = [row](const auto& array, std::size_t from, std::size_t count) {
    const auto first = array.values.begin() + static_cast<std::ptrdiff_t>(row * array.values.size() / array.extent[0] + from);
    return std::vector(first, first + static_cast<std::ptrdiff_t>(count));
  };
  for (std::size_t c = 0; c < histories.curves.size(); ++c)
    training.curves.push_back({.name = histories.names[c].name, .unit = histories.names[c].unit, .values = slice(histories.curves[c], 0, epochs)});
  for (const std::int8_t flag : slice(histories.reached, 0, histories.reached.extent[1]))
    if (flag >= 0) training.gradient_reached.push_back(flag == 1);
  for (std::size_t e = 0; e < epochs; ++e)
    training.gradient_norms.push_back(slice(histories.norms, e * histories.norms.extent[2], training.gradient_reached.size()));
  training.feature_shape = {static_cast<std::size_t>(table.get<std::int64_t>("feature_channels", row)),
                            static_cast<std::size_t>(table.get<std::int64_t>("feature_height", row)),
                            static_cast<std::size_t>(table.get<std::int64_t>("feature_width", row))};
  training.parameters = static_cast<std::size_t>(table.get<std::int64_t>("parameters", row));
  training.data_checksum = table.get<std::string>("data_checksum", row);
  return training;
}

trial::Outcome read_outcome(const Table& table, const Histories& histories, std::size_t row, const std::string& name) {
  const std::string& status = table.get<std::string>("status", row);
  const std::string& message = table.get<std::string>("message", row);
  if (status == "completed") return trial::Completed{.training = read_training(table, histories, row)};
  if (status == "diverged") return trial::Diverged{.training = read_training(table, histories, row), .message = message};
  require(status == "failed", "{}: status `{}` is unknown", name, status);
  return trial::Failed{.message = message};
}

}  // namespace

std::vector<std::byte> write_records(std::span<const Row> rows, const Attributes& attributes) {
  H5File file = H5File::create();
  const BuildInfo& build = build_info();
  file.set_attribute("/", "format", std::string(kFormat));
  file.set_attribute("/", "schema_version", kSchemaVersion);
  file.set_attribute("/", "program_version", build.version);
  file.set_attribute("/", "git_revision", build.revision);
  file.set_attribute("/", "compiler", build.compiler);
  file.set_attribute("/", "flags", build.flags);
  file.set_attribute("/", "libraries", build.libraries);
  for (const auto& [name, value] : attributes.texts) file.set_attribute("/", name, value);
  for (const auto& [name, value] : attributes.integers) file.set_attribute("/", name, value);

  std::size_t epochs = 0;
  std::size_t layers = 0;
  for (const Row& row : rows) {
    epochs = std::max(epochs, training_or_empty(*row.record).gradient_norms.size());
    layers = std::max(layers, training_or_empty(*row.record).gradient_reached.size());
  }
  const std::vector<CurveName> curves = curve_names(rows);
  file.write_table("/trials", trial_table(rows, curves));
  for (const CurveName& curve : curves) {
    file.write("/history/" + curve.name, history(rows, curve.name, epochs));
    file.set_attribute("/history/" + curve.name, "unit", curve.unit);
  }
  file.write("/gradient_norms", gradient_norms(rows, epochs, layers));
  file.write("/gradient_reached", gradient_reached(rows, layers));
  return file.bytes();
}

std::vector<Record> read_records(std::span<const std::byte> bytes, const std::string& name) {
  return with_context(name, [&] {
    const H5File file = H5File::open(bytes, "file");
    require(file.text_attribute("/", "format") == kFormat, "not a Quanvas results file");
    const std::int64_t version = file.integer_attribute("/", "schema_version");
    require(version == kSchemaVersion, "schema version {}, but this program reads {}; use the program that wrote it", version, kSchemaVersion);
    const Table table(file.read_table("/trials"), "/trials");
    Histories histories;
    for (const std::string& curve : file.names("/history")) {
      histories.names.push_back({curve, file.text_attribute("/history/" + curve, "unit")});
      histories.curves.push_back(file.read_doubles("/history/" + curve));
    }
    histories.norms = file.read_doubles("/gradient_norms");
    histories.reached = file.read_bytes("/gradient_reached");

    std::vector<Record> records;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      Record record{.key = {table.get<std::string>("key", row)}, .spec = {}, .outcome = trial::Failed{}, .execution = {}};
      for (const trial::Axis& axis : trial::kAxes) axis.set(record.spec, table.text(axis, row));
      record.outcome = read_outcome(table, histories, row, name);
      record.execution = {.host = table.get<std::string>("host", row),
                          .rank = static_cast<int>(table.get<std::int64_t>("rank", row)),
                          .threads = static_cast<int>(table.get<std::int64_t>("threads", row)),
                          .seconds = table.get<double>("seconds", row)};
      records.push_back(std::move(record));
    }
    return records;
  });
}

}  // namespace quanvas::store
