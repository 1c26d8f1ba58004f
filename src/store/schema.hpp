// The layout of shards and of results.h5, which is one and the same: a shard is a results file of few rows.
//
//   /                      attributes: format, schema_version, program_version, git_revision, compiler, flags,
//                          libraries, and what the writer adds (results: sweep_name, sweep_description, sweep, axes,
//                          planned_trials, data_checksums)
//   /trials                table [trial]: trial, key, status, message, every axis of trial/spec.hpp, the final value of
//                          every curve, epochs_run, feature_channels, feature_height, feature_width, parameters,
//                          data_checksum, host, rank, threads, seconds, attempts, started, ended, revision, build,
//                          and every parameter that a network of the user's declares;
//                          attributes parameters and network_parameters: the columns that are axes, in order, and those
//                          of networks, joined by commas
//   /history/<curve>       [trial, epoch], NaN where an epoch was not run; attributes unit, meaning, better (lower,
//                          higher or neither)
//   /gradient_norms        [trial, epoch, layer], NaN likewise
//   /gradient_reached      [trial, layer]: 1, 0, or -1 where the trial has no such layer
//
// Texts are UTF-8 of variable length; before version 5 they are of fixed length. What a trial does not have, since it
// came to no training, is NaN in feature_* and parameters (0 before version 5), and an empty text. started and ended
// are of the attempt that gave the record, in UTC (2026-11-25T19:48:03Z); revision and build (compiler and flags) of
// the program that ran it, while git_revision, compiler and flags of the file are of the one that wrote it, which
// before version 5 are taken for both.
//
// Version 1 has no column attempts; it is read as 1. Before version 4 curves have no meaning, and there is no attribute
// parameters: they are the columns from `model` to `precision`. An axis that came later (trial/axis.hpp) and has no
// column is at its default. A network without quantum layers has an empty extent [layer].
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/columns.hpp"
#include "store/h5.hpp"
#include "store/network_columns.hpp"
#include "trial/outcome.hpp"

namespace quanvas::store {

inline constexpr const char* kResultsFormat = "quanvas results";  // the attribute format
inline constexpr std::int64_t kSchemaVersion = 5;

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

  // The curves of the records, in the order that files have.
  std::vector<std::string> curve_names() const;

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
  NetworkColumns networks_;
};

// Fills a file with records. Must not outlive it.
class RecordWriter {
 public:
  RecordWriter(H5File& file, const Extent& extent, const Attributes& attributes);
  RecordWriter(const RecordWriter&) = delete;

  // Each row is put once, in any order.
  void put(std::size_t row, const Row& content);

 private:
  std::size_t epochs_;
  std::size_t layers_;
  std::vector<std::string> curves_;
  std::vector<Field> fields_;
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

// The record of one trial of a results file: the only one whose key begins with `trial`, or that has this number in the
// sweep. Throws Error as read_records does, and where there is none or more than one.
trial::Record read_result(const std::filesystem::path& path, std::string_view trial);

}  // namespace quanvas::store
