// The layout of shards and of results.h5, which is one and the same: a shard is a results file of few rows.
//
//   /                      attributes: format, schema_version, program_version, git_revision, compiler, flags, libraries,
//                          and what the writer adds (results: sweep_name, sweep_description, sweep, axes,
//                          planned_trials, data_checksums)
//   /trials                table [trial]: trial, key, status, message, every axis of trial/spec.hpp, the final value of
//                          every curve, epochs_run, feature_channels, feature_height, feature_width, parameters,
//                          data_checksum, host, rank, threads, seconds
//   /history/<curve>       [trial, epoch], NaN where an epoch was not run; attribute unit
//   /gradient_norms        [trial, epoch, layer], NaN likewise
//   /gradient_reached      [trial, layer]: 1, 0, or -1 where the trial has no such layer
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "trial/outcome.hpp"

namespace quanvas::store {

inline constexpr std::int64_t kSchemaVersion = 1;

struct Row {
  std::int64_t trial = 0;  // position in the sweep
  const trial::Record* record = nullptr;
};

struct Attributes {
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::pair<std::string, std::int64_t>> integers;
};

// The bytes of a file with these rows.
std::vector<std::byte> write_records(std::span<const Row> rows, const Attributes& attributes);

// The records of a file, with every value as it was written. `name` is what errors call it. Throws Error for a file that
// is damaged, of another format or of another schema version.
std::vector<trial::Record> read_records(std::span<const std::byte> bytes, const std::string& name);

}  // namespace quanvas::store
