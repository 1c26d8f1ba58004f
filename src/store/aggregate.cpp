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

// A trial's place in results.h5: those without a record have none.
std::vector<std::size_t> result_rows(const Index& index) {
  std::vector<std::size_t> rows(index.entries.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = next;
    if (!index.entries[i].status.empty()) ++next;
  }
  return rows;
}

// What the first look at the shards tells: what is there, how large the file gets, and which data were used.
struct Survey {
  Index index;
  Extent extent;
  std::set<std::string> data;  // "data set, split, checksum"
};

Survey take_survey(const Folder& folder, const trial::Sweep& sweep) {
  Survey survey;
  survey.index = read_index(folder, sweep, [&](std::size_t trial, const trial::Record& record) {
    survey.extent.include({.trial = static_cast<std::int64_t>(trial), .record = &record});
    if (const trial::Training* training = training_of(record.outcome))
      survey.data.insert(fmt::format("{} {} {}", record.spec.dataset, to_name(record.spec.split), training->data_checksum));
  });
  return survey;
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

// The trials whose record stands in each shard.
std::vector<std::vector<std::size_t>> trials_by_shard(const Index& index) {
  std::vector<std::vector<std::size_t>> trials(index.shards.size());
  for (std::size_t i = 0; i < index.entries.size(); ++i)
    if (!index.entries[i].status.empty()) trials[index.entries[i].shard].push_back(i);
  return trials;
}

// Copies every record that counts. Returns false where a shard has been packed away since the survey.
bool copy_records(const Survey& survey, RecordWriter& writer) {
  const std::vector<std::size_t> rows = result_rows(survey.index);
  const std::vector<std::vector<std::size_t>> trials = trials_by_shard(survey.index);
  for (std::size_t shard = 0; shard < trials.size(); ++shard) {
    if (trials[shard].empty()) continue;
    const auto records = read_shard_if_there(survey.index.shards[shard]);
    if (!records) return false;
    for (const std::size_t trial : trials[shard])
      writer.put(rows[trial], {.trial = static_cast<std::int64_t>(trial), .record = &(*records)[survey.index.entries[trial].row]});
  }
  return true;
}

}  // namespace

Index aggregate(const Folder& folder, const trial::Sweep& sweep) {
  std::optional<Survey> survey;
  write_whole(folder.results(), [&](const fs::path& path) {
    for (bool whole = false; !whole;) {
      survey = take_survey(folder, sweep);
      survey->extent.set_rows(survey->index.entries.size() - survey->index.count(""));
      H5File file = H5File::create(path);
      {
        RecordWriter writer(file, survey->extent, attributes_of(sweep, *survey));
        whole = copy_records(*survey, writer);
      }
      file.flush();
    }
  });
  return std::move(survey->index);
}

}  // namespace quanvas::store
