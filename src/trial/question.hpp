// The [[question]] sections of a sweep file: what the sweep was made to find out. The program checks them and keeps
// them with the text of the file; the report answers them (analysis/questions.py).
#pragma once

#include <string_view>
#include <vector>

#include "trial/sweep_file.hpp"

namespace quanvas::trial {

// What trials can be compared by: the metrics of analysis/metrics.py.
inline constexpr std::string_view kComparedMetrics[] = {
    "train_accuracy",       "validation_accuracy", "test_accuracy", "best_test_accuracy",
    "train_loss",           "validation_loss",     "test_loss",     "seconds",
    "median_epoch_seconds", "epochs_run",          "parameters"};

// Throws Error "NAME:LINE:COLUMN: ..." for a question about an axis or a value that the sweep does not have, an unknown
// key or metric, or an answer that is expected in two ways or in none. `axes`: every axis of the sweep, those of
// [[grid]] and [fixed] as well; one may stand there several times.
void check_questions(const Source& source, const toml::table& file, const std::vector<SweepAxis>& axes);

}  // namespace quanvas::trial
