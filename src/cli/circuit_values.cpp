#include "cli/circuit_values.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/number_table.hpp"

namespace quanvas::cli {
namespace {

constexpr std::string_view kRandom = "random:";

using Words = std::vector<std::string>;

class Assignment {
 public:
  explicit Assignment(const ParameterKinds& parameters)
      : parameters_(parameters), row_(parameters.names.size()), varies_(parameters.names.size()) {}

  // The rows of --inputs, and which parameters they are for.
  void read_inputs(const std::string& path) {
    table_ = read_numbers(path);
    const std::size_t columns = table_.rows[0].size();
    for (const std::string& name : table_.names) columns_.push_back(index_of(name, path));
    if (table_.names.empty()) {
      const std::size_t inputs = parameters_.inputs.value_or(columns);
      require(columns == inputs && columns <= row_.size(), "{}: rows of {} numbers, where the circuit has {} {}", path,
              columns, parameters_.inputs.value_or(row_.size()), parameters_.inputs ? "inputs" : "parameters");
      columns_.resize(columns);
      std::iota(columns_.begin(), columns_.end(), std::size_t{0});
    }
    for (const std::size_t column : columns_) {
      require(!varies_[column], "{}: two columns are named `{}`", path, parameters_.names[column]);
      varies_[column] = true;
    }
  }

  void read_weights(const Words& words) {
    const std::vector<std::size_t> weights = weight_indices();
    require(words.size() <= 2, "--weights takes a FILE, random:SEED, or the folder of a sweep and a trial's key");
    if (words.size() == 2) return assign(weights, parameters_.trained(), words[0] + " " + words[1]);
    const std::string& source = words[0];
    if (source.starts_with(kRandom)) {
      const auto seed = parse_unsigned(std::string_view(source).substr(kRandom.size()));
      require(seed.has_value(), "--weights {}: a seed is a whole number from 0", source);
      return assign(weights, parameters_.random(*seed, weights.size()), source);
    }
    require(!std::filesystem::is_directory(source),
            "--weights {}: this is a folder; name a trial of it as well, by "
            "its key or number",
            source);
    NumberTable table = read_numbers(source);
    std::vector<double> numbers = table.rows.size() == 1 ? std::move(table.rows[0]) : column_of(table, source);
    if (table.names.empty()) return assign(weights, numbers, source);
    for (std::size_t i = 0; i < table.names.size(); ++i) {
      const std::size_t index = index_of(table.names[i], source);
      require_unvaried(index, source);
      row_[index] = numbers[i];
    }
  }

  void set(const std::string& text) {
    const std::size_t equals = text.find('=');
    const auto value =
        equals == std::string::npos ? std::nullopt : parse_real(trim(std::string_view(text).substr(equals + 1)));
    require(value.has_value(), "--set {}: expected NAME=NUMBER", text);
    const std::string name(trim(std::string_view(text).substr(0, equals)));
    require(std::ranges::find(set_, name) == set_.end(), "--set {}: `{}` has a value already", text, name);
    set_.push_back(name);
    const std::size_t index = index_of(name, "--set " + name);
    require_unvaried(index, "--set " + name);
    row_[index] = *value;
  }

  std::vector<std::vector<double>> rows() const {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < row_.size(); ++i)
      if (!row_[i] && !varies_[i]) missing.push_back(parameters_.names[i]);
    require(missing.empty(),
            "these parameters have no value: {}; give each with --set, as in --set {}=0.5, or all with --weights and "
            "--inputs",
            join(missing, ", "), missing.empty() ? "" : missing.front());
    std::vector<double> row;
    for (const std::optional<double>& value : row_) row.push_back(value.value_or(0));
    if (table_.rows.empty()) return {row};
    std::vector<std::vector<double>> all;
    for (const std::vector<double>& numbers : table_.rows) {
      for (std::size_t c = 0; c < columns_.size(); ++c) row[columns_[c]] = numbers[c];
      all.push_back(row);
    }
    return all;
  }

 private:
  std::size_t index_of(const std::string& name, const std::string& where) const {
    const auto found = std::ranges::find(parameters_.names, name);
    if (found == parameters_.names.end()) {
      const std::vector<std::string_view> known(parameters_.names.begin(), parameters_.names.end());
      fail("{}: the circuit has no parameter `{}`{}", where, name, suggestion(name, known));
    }
    return static_cast<std::size_t>(found - parameters_.names.begin());
  }

  void require_unvaried(std::size_t index, const std::string& where) const {
    require(!varies_[index], "{}: `{}` has its values from --inputs", where, parameters_.names[index]);
  }

  std::vector<std::size_t> weight_indices() const {
    std::vector<std::size_t> indices;
    for (std::size_t i = parameters_.inputs.value_or(0); i < row_.size(); ++i)
      if (!varies_[i]) indices.push_back(i);
    return indices;
  }

  static std::vector<double> column_of(const NumberTable& table, const std::string& path) {
    require(table.rows[0].size() == 1 && table.names.empty(),
            "{}: {} rows of {} numbers; weights are one row or one "
            "column",
            path, table.rows.size(), table.rows[0].size());
    std::vector<double> numbers;
    for (const std::vector<double>& row : table.rows) numbers.push_back(row[0]);
    return numbers;
  }

  void assign(const std::vector<std::size_t>& weights, const std::vector<double>& numbers, const std::string& source) {
    require(numbers.size() == weights.size(), "--weights {}: {} numbers, where the circuit has {} weights", source,
            numbers.size(), weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) row_[weights[i]] = numbers[i];
  }

  const ParameterKinds& parameters_;
  std::vector<std::optional<double>> row_;
  std::vector<bool> varies_;  // whether --inputs has the parameter
  NumberTable table_;
  std::vector<std::size_t> columns_;  // [column of the table] its parameter
  std::vector<std::string> set_;
};

}  // namespace

void add_value_options(Arguments& arguments) {
  arguments.add("set", po::value<Words>()->value_name("NAME=NUMBER"),
                "the value of a parameter (`input float` of a program; x0, ... and theta0, ... of a model); repeat for "
                "each");
  arguments.add("weights", po::value<Words>()->multitoken()->value_name("FILE | random:SEED | DIR KEY"),
                "all weights at once: of a file (CSV or JSON; by name, or in their order); the initial ones of a trial "
                "of this seed (of a program: uniform on [0, 2pi)); or those of the trial KEY of a sweep's folder, "
                "which is trained again for them, as folders keep results alone, and which says what the model is");
  arguments.add("inputs", po::value<std::string>()->value_name("FILE"),
                "values for the inputs, row by row (CSV or JSON; by name, or in their order): the circuit is run for "
                "each row");
}

bool has_values(const po::variables_map& values) {
  return values.count("set") + values.count("weights") + values.count("inputs") > 0;
}

std::vector<std::vector<double>> parameter_rows(const po::variables_map& values, const ParameterKinds& parameters) {
  Assignment assignment(parameters);
  if (values.count("inputs")) assignment.read_inputs(values["inputs"].as<std::string>());
  if (values.count("weights")) assignment.read_weights(values["weights"].as<Words>());
  if (values.count("set"))
    for (const std::string& text : values["set"].as<Words>()) assignment.set(text);
  return assignment.rows();
}

}  // namespace quanvas::cli
