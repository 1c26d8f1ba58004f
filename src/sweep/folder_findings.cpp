#include "sweep/folder_findings.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <vector>

#include "store/index.hpp"

namespace quanvas::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetric = "validation_accuracy";

Json configuration_of(const trial::Sweep& sweep, const trial::TrialSpec& spec) {
  Json configuration = Json::object();
  for (const std::string& key : sweep.axes)
    if (std::ranges::find(sweep.replicate, key) == sweep.replicate.end())
      configuration[key] = sweep.axis(key).read(spec);
  return configuration;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

Json deviation_of(const std::vector<double>& values) {
  if (values.size() < 2) return nullptr;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

// Of the final values by trial.
Json best_of(const trial::Sweep& sweep, const std::map<std::size_t, double>& values) {
  std::map<Json, std::vector<double>> configurations;
  for (const auto& [trial, value] : values)
    configurations[configuration_of(sweep, sweep.trials[trial])].push_back(value);
  std::size_t most = 0;
  for (const auto& [configuration, replicates] : configurations) most = std::max(most, replicates.size());
  const std::pair<const Json, std::vector<double>>* best = nullptr;
  for (const auto& entry : configurations)
    if (2 * entry.second.size() >= most && (!best || mean_of(entry.second) > mean_of(best->second))) best = &entry;
  if (!best) return nullptr;
  return {{"metric", kMetric},
          {"mean", mean_of(best->second)},
          {"deviation", deviation_of(best->second)},
          {"replicates", best->second.size()},
          {"configuration", best->first}};
}

Json failures_of(const store::Index& index) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> trials;  // by message and status
  for (const auto& [trial, message] : index.messages)
    trials[{message, std::string(to_name(*index.entries[trial].status))}].push_back(trial);
  Json failures = Json::array();
  for (const auto& [what, which] : trials)
    failures.push_back(
        {{"message", what.first}, {"status", what.second}, {"trials", which.size()}, {"first", which[0]}});
  std::stable_sort(failures.begin(), failures.end(),
                   [](const Json& a, const Json& b) { return a["trials"] > b["trials"]; });
  return failures;
}

Json checkpoint_age(const store::Folder& folder) {
  std::error_code ignored;
  std::optional<fs::file_time_type> newest;
  for (const auto& entry : fs::directory_iterator(folder.checkpoints(), ignored)) {
    const fs::file_time_type time = entry.last_write_time(ignored);
    if (!ignored && (!newest || time > *newest)) newest = time;
  }
  if (!newest) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(fs::file_time_type::clock::now() - *newest).count();
}

}  // namespace

Json folder_findings(const store::Folder& folder, const trial::Sweep& sweep) {
  std::map<std::size_t, double> values;
  const store::Index index = read_index(folder, sweep, [&](std::size_t trial, const trial::Record& record) {
    if (!std::holds_alternative<trial::Completed>(record.outcome)) return;
    const trial::Curve* const curve = trial::training_of(record.outcome)->find(kMetric);
    if (curve && !curve->values.empty()) values[trial] = curve->values.back();
  });
  return {{"best", best_of(sweep, values)},
          {"failures", failures_of(index)},
          {"checkpoint_age_seconds", checkpoint_age(folder)}};
}

}  // namespace quanvas::sweep
