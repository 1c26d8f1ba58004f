// The layout of shards and of results.h5, which is one and the same: a shard is a results file of few rows.
//
//   /                      attributes: format, schema_version, program_version, git_revision, compiler, flags,
//   libraries,
//                          and what the writer adds (results: sweep_name, sweep_description, sweep, axes,
//                          planned_trials, data_checksums)
//   /trials                table [trial]: trial, key, status, message, every axis of trial/spec.hpp, the final value of
//                          every curve, epochs_run, feature_channels, feature_height, feature_width, parameters,
//                          data_checksum, host, rank, threads, seconds, attempts; attribute parameters: the columns
//                          that are axes, in order, joined by commas
//   /history/<curve>       [trial, epoch], NaN where an epoch was not run; attributes unit, meaning, better (lower,
//                          higher or neither)
//   /gradient_norms        [trial, epoch, layer], NaN likewise
//   /gradient_reached      [trial, layer]: 1, 0, or -1 where the trial has no such layer
//
// Version 1 has no column attempts; it is read as 1. Before version 4 curves have no meaning, and there is no attribute
// parameters: they are the columns from `model` to `precision`. An axis that came later (trial/axis.hpp) and has no
// column is at its default. A network without quantum layers has an empty extent [layer].
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/h5.hpp"
#include "trial/outcome.hpp"

namespace quanvas::store {

inline constexpr const char* kResultsFormat = "quanvas results";  // the attribute format
inline constexpr std::int64_t kSchemaVersion = 4;

struct Row {
  std::int64_t trial = 0;  // position in the sweep
  const trial::Record* record = nullptr;
};

struct Attributes {
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::pair<std::string, std::int64_t>> integers;
};

// What a file has to have room for: so many rows, and the widest and longest of the records that it is shown.
class Extent {
 public:
  // Makes room for what a record holds. Records may come in any order: curves are in that of the trials, and of each
  // trial's own.
  void include(const Row& row);

  void set_rows(std::size_t rows) { rows_ = rows; }

 private:
  friend class RecordWriter;
  struct Curve {
    trial::Curve metric;                         // without values
    std::pair<std::int64_t, std::size_t> first;  // trial, and index in it
  };

  std::size_t rows_ = 0;
  std::size_t epochs_ = 0;
  std::size_t layers_ = 0;
  std::map<std::string, Curve> curves_;
  std::map<std::string, std::size_t> widths_;  // of the table's texts
};

// Fills a file with records. Must not outlive it.
class RecordWriter {
 public:
  RecordWriter(H5File& file, const Extent& extent, const Attributes& attributes);
  RecordWriter(const RecordWriter&) = delete;
  ~RecordWriter();

  // Each row is put once, in any order.
  void put(std::size_t row, const Row& content);

 private:
  struct Fields;  // how a row fills the table

  std::size_t epochs_;
  std::size_t layers_;
  std::vector<std::string> curves_;
  std::unique_ptr<Fields> fields_;
  H5Table trials_;
  std::vector<H5Rows> histories_;
  H5Rows norms_;
  H5Rows reached_;
};

// The bytes of a file with these rows.
std::vector<std::byte> write_records(std::span<const Row> rows, const Attributes& attributes);

// A file that another version of the program wrote in a layout that this one does not know: nothing is wrong with it.
class WrongVersion : public Error {
  using Error::Error;
};

// The records of a file, with every value as it was written. `name` is what errors call it. Throws Error for a file
// that is damaged or of another format, WrongVersion for one of another schema version or with parameters that
// this program does not have.
std::vector<trial::Record> read_records(std::span<const std::byte> bytes, const std::string& name);

}  // namespace quanvas::store
