#include "store/columns.hpp"

#include <limits>

#include "base/error.hpp"

namespace quanvas::store {
namespace {

using trial::Record;
using trial::TrainingRecord;
using Kind = ColumnType::Kind;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::int64_t epochs_run(const Record& record) {
  return static_cast<std::int64_t>(training_or_empty(record).gradient_norms.size());
}

Kind kind_of(const trial::Axis& axis) {
  switch (axis.kind) {
    case trial::Kind::integer: return Kind::integer;
    case trial::Kind::real: return Kind::real;
    case trial::Kind::choice:
    case trial::Kind::name:
    case trial::Kind::list: return Kind::text;
  }
  no_such_value();
}

Field axis_field(const trial::Axis& axis) {
  return {{std::string(axis.key), kind_of(axis)}, [&axis](const Row& row) { return axis.value(row.record->spec); }};
}

double final_value(const Record& record, std::string_view curve) {
  const trial::Curve* found = training_or_empty(record).find(curve);
  return found && !found->values.empty() ? found->values.back() : kNone;
}

Field integer(std::string name, auto of) {
  return {{std::move(name), Kind::integer},
          [of](const Row& row) { return static_cast<std::int64_t>(of(*row.record)); }};
}

Field text(std::string name, auto of) {
  return {{std::move(name), Kind::text}, [of](const Row& row) { return std::string(of(*row.record)); }};
}

// A count that only a training has.
Field of_training(std::string name, auto of) {
  return {{std::move(name), Kind::real}, [of](const Row& row) {
            const TrainingRecord* training = training_of(row.record->outcome);
            return training ? static_cast<double>(of(*training)) : kNone;
          }};
}

}  // namespace

const TrainingRecord& training_or_empty(const Record& record) {
  static const TrainingRecord kEmpty;
  const TrainingRecord* training = training_of(record.outcome);
  return training ? *training : kEmpty;
}

std::vector<Field> table_fields(const std::vector<std::string>& curves) {
  std::vector<Field> all{{{"trial", Kind::integer}, [](const Row& row) { return row.trial; }},
                         text("key", [](const Record& r) { return r.key.text; }),
                         text("status", [](const Record& r) { return to_name(status_of(r.outcome)); }),
                         text("message", [](const Record& r) { return message_of(r.outcome); })};
  for (const trial::Axis& axis : trial::kAxes) all.push_back(axis_field(axis));
  for (const std::string& curve : curves)
    all.push_back({{curve, Kind::real}, [curve](const Row& row) { return final_value(*row.record, curve); }});
  all.push_back(integer("epochs_run", epochs_run));
  const char* const sides[] = {"feature_channels", "feature_height", "feature_width"};
  for (std::size_t d = 0; d < 3; ++d)
    all.push_back(of_training(sides[d], [d](const TrainingRecord& t) { return t.feature_shape[d]; }));
  all.push_back(of_training("parameters", [](const TrainingRecord& t) { return t.parameters; }));
  all.push_back(text("data_checksum", [](const Record& r) { return training_or_empty(r).data_checksum; }));
  all.push_back(text("host", [](const Record& r) { return r.execution.host; }));
  all.push_back(integer("rank", [](const Record& r) { return r.execution.rank; }));
  all.push_back(integer("threads", [](const Record& r) { return r.execution.threads; }));
  all.push_back({{"seconds", Kind::real}, [](const Row& row) { return row.record->execution.seconds; }});
  all.push_back(integer("attempts", [](const Record& r) { return r.attempts; }));
  all.push_back(text("started", [](const Record& r) { return r.execution.started; }));
  all.push_back(text("ended", [](const Record& r) { return r.execution.ended; }));
  all.push_back(text("revision", [](const Record& r) { return r.execution.revision; }));
  all.push_back(text("build", [](const Record& r) { return r.execution.build; }));
  return all;
}

}  // namespace quanvas::store
