// Whole trials against the histories of an independent implementation (tests/reference), which tests/reference/gold.py
// writes.
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/made_up_images.hpp"
#include "support/settings.hpp"
#include "train/run_trial.hpp"

namespace quanvas::train {
namespace {

struct History {
  std::string settings;
  std::vector<trial::Curve> curves;
  std::vector<std::vector<double>> gradient_norms;
};

std::vector<History> read_histories(const char* path) {
  std::ifstream file(path);
  require(file.is_open(), "{}: cannot be read; run the tests from the folder of the repository", path);
  std::vector<History> histories;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name == "trial") {
      words >> histories.emplace_back().settings;
      continue;
    }
    std::vector<double> values;
    for (double value; words >> value;) values.push_back(value);
    if (name == "gradient_norms") histories.back().gradient_norms.push_back(values);
    else histories.back().curves.push_back({.name = name, .unit = "", .values = values});
  }
  return histories;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], expected[i], 1e-9 * std::abs(expected[i]) + 1e-13) << "at " << i;
}

TEST(Reference, TrainingsAreThoseOfAnIndependentImplementation) {
  const auto histories = read_histories("tests/train/reference_histories.txt");
  ASSERT_EQ(histories.size(), 6u);
  TrialRunner runner({{{"synthetic", trial::Split::train}, test::made_up_images("synthetic", {12, 12, 12, 12})},
                      {{"brain_mri", trial::Split::train}, test::made_up_images("brain_mri", {7, 12})}});
  for (const History& history : histories) {
    SCOPED_TRACE(history.settings);
    const trial::Outcome outcome = runner.run(test::canonical_spec("precision=double;" + history.settings));
    const trial::TrainingRecord& training = *training_of(outcome);
    for (const trial::Curve& expected : history.curves) {
      SCOPED_TRACE(expected.name);
      ASSERT_NE(training.find(expected.name), nullptr);
      expect_near(training.find(expected.name)->values, expected.values);
    }
    ASSERT_EQ(training.gradient_norms.size(), history.gradient_norms.size());
    for (std::size_t epoch = 0; epoch < history.gradient_norms.size(); ++epoch)
      expect_near(training.gradient_norms[epoch], history.gradient_norms[epoch]);
  }
}

}  // namespace
}  // namespace quanvas::train
