#include "store/aggregate.hpp"

#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

// A trial's row in results.h5; of those without a record none counts.
std::vector<std::size_t> result_rows(const Index& index) {
  std::vector<std::size_t> rows(index.entries.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = next;
    if (index.entries[i].status) ++next;
  }
  return rows;
}

// What there is to be merged: the trials, how large the file gets, and which data were used.
struct Survey {
  Index index;
  Extent extent;
  std::set<std::string> data;  // "data set, split, checksum"
};

Row row_of(std::size_t trial, const trial::Record& record) {
  return {.trial = static_cast<std::int64_t>(trial), .record = &record};
}

// Nothing where a record has vanished on the way.
std::optional<Survey> take_survey(const Folder& folder, const trial::Sweep& sweep) {
  Survey survey;
  survey.index = read_index(folder, sweep);
  survey.extent.set_rows(survey.index.entries.size() - survey.index.missing());
  const bool whole = visit_counting(folder, sweep, survey.index, [&](std::size_t trial, const trial::Record& record) {
    survey.extent.include(row_of(trial, record));
    if (const trial::TrainingRecord* training = training_of(record.outcome))
      survey.data.insert(
          fmt::format("{} {} {}", record.spec.dataset, to_name(record.spec.split), training->data_checksum));
  });
  return whole ? std::optional(std::move(survey)) : std::nullopt;
}

Attributes attributes_of(const trial::Sweep& sweep, const Survey& survey) {
  Attributes attributes;
  attributes.texts = {{"sweep_name", sweep.name},
                      {"sweep_description", sweep.description},
                      {"sweep", sweep.text},
                      {"axes", join(sweep.axes, ",")},
                      {"data_checksums", join(std::vector<std::string>(survey.data.begin(), survey.data.end()), "\n")}};
  attributes.integers = {{"planned_trials", static_cast<std::int64_t>(sweep.trials.size())}};
  return attributes;
}

// Copies every record that counts into a new file at `path`. Returns false where one has vanished since the survey.
bool copy_records(const Folder& folder, const trial::Sweep& sweep, const Survey& survey, const fs::path& path) {
  const std::vector<std::size_t> rows = result_rows(survey.index);
  H5File file = H5File::create(path);
  {
    RecordWriter writer(file, survey.extent, attributes_of(sweep, survey));
    if (!visit_counting(folder, sweep, survey.index, [&](std::size_t trial, const trial::Record& record) {
          writer.put(rows[trial], row_of(trial, record));
        }))
      return false;
    file.flush();  // while all is open: what HDF5 writes when it closes something, it does not answer for
  }
  file.close();
  return true;
}

}  // namespace

Index aggregate(const Folder& folder, const trial::Sweep& sweep) {
  std::optional<Survey> survey;
  write_latest(folder.results(), [&](const fs::path& path) {
    retry_while_records_vanish(folder, [&] {
      survey = take_survey(folder, sweep);
      return survey &&
             with_context(folder.results().string(), [&] { return copy_records(folder, sweep, *survey, path); });
    });
  });
  return std::move(survey->index);
}

}  // namespace quanvas::store
