// What is on disk of a sweep's trials: where each one's record is, and how the trial ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::store {

// A shard that cannot be read.
struct Damage {
  std::filesystem::path shard;
  std::string message;
};

struct Entry {
  std::optional<trial::Status> status;  // nothing where there is no record
  Standing standing;
  std::uint32_t shard = 0;  // position in Index::shards
  std::uint32_t row = 0;    // in the shard
  float seconds = 0;        // that the trial took
  std::uint32_t build = 0;  // position in Index::builds
};

// The program that a trial was run with.
struct Build {
  std::string revision;
  std::string compiler;  // and flags

  friend bool operator==(const Build&, const Build&) = default;
};

// Whether a trial has come to its end: it is not missing, did not fail, and was not stopped on the way.
bool finished(const Entry& entry);

struct Index {
  std::vector<std::filesystem::path> shards;
  std::vector<Entry> entries;                   // [trial of the sweep]
  std::map<std::size_t, std::string> messages;  // of the failed and the lost
  std::vector<Damage> damaged;
  std::vector<Build> builds;
  std::size_t others = 0;  // trials that are not in the sweep

  // Position in `builds` of the program that ran a record, which is added where it is the first of its kind.
  std::uint32_t build_of(const trial::Record& record);

  std::size_t count(trial::Status status) const;
  std::size_t missing() const;                                // trials without a record
  std::size_t finished() const;                               // trials that have come to their end
  std::vector<std::size_t> with(trial::Status status) const;  // trials, in the order of the sweep
};

// Reads every shard of the folder, of which workers may write and pack more meanwhile. `visit`, where given, is shown
// each record of the sweep, those that do not count included. Memory does not grow with what the records hold. Throws
// WrongVersion.
using Visit = std::function<void(std::size_t trial, const trial::Record& record)>;
Index read_index(const Folder& folder, const trial::Sweep& sweep, const Visit& visit = {});

// Shows the record that counts of every trial that has one, as the index found them, a shard at a time; a record that
// was packed away since is found in its pack. Returns false where one is there no more.
bool visit_counting(const Folder& folder, const trial::Sweep& sweep, const Index& index, const Visit& visit);

// Calls `attempt`, which takes an index and visits what counts by it, until it returns true, ten times at most: records
// vanish where shards are damaged or removed meanwhile; workers remove none. Throws Error where they do each time.
void retry_while_records_vanish(const Folder& folder, const std::function<bool()>& attempt);

// The record of one trial, of this sweep or another. Throws WrongVersion.
std::optional<trial::Record> find_record(const Folder& folder, const trial::Key& key);

}  // namespace quanvas::store
