#include "store/aggregate.hpp"

#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/schema.hpp"

namespace quanvas::store {
namespace {

// Calls visit(position, record) for every trial of the sweep that is on disk.
template <class Visit>
Inventory visit_shards(const Folder& folder, const trial::Sweep& sweep, Visit&& visit) {
  Inventory inventory;
  for (std::size_t i = 0; i < sweep.keys.size(); ++i) {
    std::optional<trial::Record> record;
    try {
      record = read_shard(folder, sweep.keys[i]);
    } catch (const Error& error) {
      inventory.damaged.push_back({.key = sweep.keys[i], .message = error.what()});
    }
    if (!record) {
      inventory.missing.push_back(i);
      continue;
    }
    if (std::holds_alternative<trial::Completed>(record->outcome)) ++inventory.completed;
    if (std::holds_alternative<trial::Diverged>(record->outcome)) ++inventory.diverged;
    if (const auto* failed = std::get_if<trial::Failed>(&record->outcome)) {
      inventory.failed.push_back(i);
      inventory.failures.push_back(failed->message);
    }
    visit(i, std::move(*record));
  }
  return inventory;
}

// Lines "data set, split, checksum" of the data that the trials used.
std::string data_checksums(const std::vector<trial::Record>& records) {
  std::set<std::string> lines;
  for (const trial::Record& record : records)
    if (const trial::Training* training = training_of(record.outcome))
      lines.insert(fmt::format("{} {} {}", record.spec.dataset, to_name(record.spec.split), training->data_checksum));
  return join(std::vector<std::string>(lines.begin(), lines.end()), "\n");
}

}  // namespace

Inventory take_inventory(const Folder& folder, const trial::Sweep& sweep) {
  return visit_shards(folder, sweep, [](std::size_t, trial::Record) {});
}

Inventory aggregate(const Folder& folder, const trial::Sweep& sweep) {
  std::vector<trial::Record> records;
  std::vector<std::size_t> positions;
  Inventory inventory = visit_shards(folder, sweep, [&](std::size_t position, trial::Record record) {
    positions.push_back(position);
    records.push_back(std::move(record));
  });
  std::vector<Row> rows;
  for (std::size_t i = 0; i < records.size(); ++i) rows.push_back({static_cast<std::int64_t>(positions[i]), &records[i]});
  Attributes attributes;
  attributes.texts = {{"sweep_name", sweep.name},
                      {"sweep_description", sweep.description},
                      {"sweep", sweep.text},
                      {"axes", join(sweep.axes, ",")},
                      {"data_checksums", data_checksums(records)}};
  attributes.integers = {{"planned_trials", static_cast<std::int64_t>(sweep.trials.size())}};
  write_whole(folder.results(), write_records(rows, attributes));
  return inventory;
}

}  // namespace quanvas::store
