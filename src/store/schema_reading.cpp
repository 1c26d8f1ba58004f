#include <map>

#include "base/build_info.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

using trial::Record;
using trial::TrainingRecord;

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
  // A count, which older files hold as an integer.
  std::size_t count(const std::string& column, std::size_t row) const {
    const auto* reals = std::get_if<std::vector<double>>(&find(column).values);
    const double value = reals ? (*reals)[row] : static_cast<double>(get<std::int64_t>(column, row));
    require(value >= 0, "{}: {} of a trained trial is missing", name_, column);
    return static_cast<std::size_t>(value);
  }
  bool has(std::string_view column) const { return columns_.contains(std::string(column)); }
  std::string text(const trial::Axis& axis, std::size_t row) const {
    const std::string key(axis.key);
    switch (axis.kind) {
      case trial::Kind::integer: return to_text(get<std::int64_t>(key, row));
      case trial::Kind::real: return to_text(get<double>(key, row));
      case trial::Kind::choice:
      case trial::Kind::name:
      case trial::Kind::list: return get<std::string>(key, row);
    }
    no_such_value();
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
  std::vector<trial::Curve> metrics;  // without values
  std::vector<Array<double>> curves;
  Array<double> norms;
  Array<std::int8_t> reached;
};

TrainingRecord read_training(const Table& table, const Histories& histories, std::size_t row) {
  TrainingRecord training;
  const auto epochs = static_cast<std::size_t>(table.get<std::int64_t>("epochs_run", row));
  const auto slice = [row](const auto& array, std::size_t from, std::size_t count) {
    const auto first =
        array.values.begin() + static_cast<std::ptrdiff_t>(row * array.values.size() / array.extent[0] + from);
    return std::vector(first, first + static_cast<std::ptrdiff_t>(count));
  };
  for (std::size_t c = 0; c < histories.curves.size(); ++c) {
    training.curves.push_back(histories.metrics[c]);
    training.curves.back().values = slice(histories.curves[c], 0, epochs);
  }
  for (const std::int8_t flag : slice(histories.reached, 0, histories.reached.extent[1]))
    if (flag >= 0) training.gradient_reached.push_back(flag == 1);
  for (std::size_t e = 0; e < epochs; ++e)
    training.gradient_norms.push_back(
        slice(histories.norms, e * histories.norms.extent[2], training.gradient_reached.size()));
  training.feature_shape = {table.count("feature_channels", row), table.count("feature_height", row),
                            table.count("feature_width", row)};
  training.parameters = table.count("parameters", row);
  training.data_checksum = table.get<std::string>("data_checksum", row);
  return training;
}

trial::Outcome read_outcome(const Table& table, const Histories& histories, std::size_t row) {
  const std::string& text = table.get<std::string>("status", row);
  const auto status = parse_name<trial::Status>(text);
  require(status.has_value(), "status `{}` is unknown{}; was it written by a newer version?", text,
          suggestion(text, names_of<trial::Status>));
  const std::string& message = table.get<std::string>("message", row);
  const auto training = [&] { return read_training(table, histories, row); };
  switch (*status) {
    case trial::Status::completed: return trial::Completed{.training = training()};
    case trial::Status::diverged: return trial::Diverged{.training = training(), .message = message};
    case trial::Status::stopped: return trial::Stopped{.training = training(), .message = message};
    case trial::Status::lost: return trial::Lost{.message = message};
    case trial::Status::failed: break;
  }
  return trial::Failed{.message = message};
}

// Throws WrongVersion for a file with a parameter that this program does not have, and would not see.
void require_known_parameters(const H5File& file) {
  const std::string parameters = file.text_attribute("/trials", "parameters");
  for (const std::string_view key : split(parameters, ','))
    if (!trial::find_axis(key))
      throw WrongVersion(
          fmt::format("parameter `{}` is unknown to this program; use the program that wrote the file", key));
}

trial::Curve read_metric(const H5File& file, const std::string& name, std::int64_t version) {
  const std::string path = "/history/" + name;
  trial::Curve metric{.name = name, .unit = file.text_attribute(path, "unit"), .meaning = {}, .values = {}};
  if (version < 4) return metric;
  metric.meaning = file.text_attribute(path, "meaning");
  const std::string better = file.text_attribute(path, "better");
  const auto value = parse_name<trial::Better>(better);
  require(value.has_value(), "{}: better = `{}` is unknown", path, better);
  metric.better = *value;
  return metric;
}

// A results file or a shard, open for reading its rows.
class Reader {
 public:
  explicit Reader(const H5File& file)
      : version_(version_of(file)), table_(file.read_table("/trials"), "/trials"), writer_(writer_of(file)) {
    for (const std::string& curve : file.names("/history")) {
      histories_.metrics.push_back(read_metric(file, curve, version_));
      histories_.curves.push_back(file.read_doubles("/history/" + curve));
    }
    histories_.norms = file.read_doubles("/gradient_norms");
    histories_.reached = file.read_bytes("/gradient_reached");
  }

  const Table& table() const { return table_; }

  Record record(std::size_t row) const {
    Record record{
        .key = {table_.get<std::string>("key", row)}, .spec = {}, .outcome = trial::Failed{}, .execution = {}};
    for (const trial::Axis& axis : trial::kAxes)
      if (axis.added == trial::Added::first || table_.has(axis.key)) axis.set(record.spec, table_.text(axis, row));
    if (version_ >= 2) record.attempts = static_cast<int>(table_.get<std::int64_t>("attempts", row));
    record.outcome = read_outcome(table_, histories_, row);
    record.execution = writer_;
    record.execution.host = table_.get<std::string>("host", row);
    record.execution.rank = static_cast<int>(table_.get<std::int64_t>("rank", row));
    record.execution.threads = static_cast<int>(table_.get<std::int64_t>("threads", row));
    record.execution.seconds = table_.get<double>("seconds", row);
    if (version_ < 5) return record;
    record.execution.started = table_.get<std::string>("started", row);
    record.execution.ended = table_.get<std::string>("ended", row);
    record.execution.revision = table_.get<std::string>("revision", row);
    record.execution.build = table_.get<std::string>("build", row);
    return record;
  }

 private:
  static std::int64_t version_of(const H5File& file) {
    require(file.text_attribute("/", "format") == kResultsFormat, "not a Quanvas results file");
    const std::int64_t version = file.integer_attribute("/", "schema_version");
    if (version < 1 || version > kSchemaVersion)
      throw WrongVersion(fmt::format(
          "schema version {}, but this program reads 1 to {}; use the program that wrote it, or another folder",
          version, kSchemaVersion));
    if (version >= 4) require_known_parameters(file);
    return version;
  }

  // The program that wrote the file, for rows that do not say which one ran them.
  static trial::Execution writer_of(const H5File& file) {
    return {.revision = file.text_attribute("/", "git_revision"),
            .build = build_text(file.text_attribute("/", "compiler"), file.text_attribute("/", "flags"))};
  }

  std::int64_t version_;
  Table table_;
  trial::Execution writer_;
  Histories histories_;
};

// The row of the trial of that number, or of the only one whose key begins so.
std::size_t find_row(const Table& table, std::string_view trial) {
  constexpr std::size_t kLeastPrefix = 6;  // characters; fewer would be taken for numbers
  const auto number = parse_integer(trial);
  std::vector<std::size_t> found;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (trial.size() < kLeastPrefix ? number && table.get<std::int64_t>("trial", row) == *number
                                    : table.get<std::string>("key", row).starts_with(trial))
      found.push_back(row);
  require(!found.empty(), "no trial `{}`: neither a number of one nor the front of its key, of {} characters at least",
          trial, kLeastPrefix);
  if (found.size() > 1) fail("the keys of {} trials begin with `{}`; more characters, please", found.size(), trial);
  return found[0];
}

}  // namespace

std::vector<Record> read_records(std::span<const std::byte> bytes, const std::string& name) {
  return with_context(name, [&] {
    const H5File file = H5File::open(bytes, "file");
    const Reader reader(file);
    std::vector<Record> records;
    for (std::size_t row = 0; row < reader.table().rows(); ++row) records.push_back(reader.record(row));
    return records;
  });
}

Record read_result(const std::filesystem::path& path, std::string_view trial) {
  return with_context(path.string(), [&] {
    const H5File file = H5File::open(path);
    const Reader reader(file);
    return reader.record(find_row(reader.table(), trial));
  });
}

}  // namespace quanvas::store
