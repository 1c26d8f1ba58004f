#include "trial/sweep.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <initializer_list>
#include <span>
#include <sstream>

#include <toml++/toml.h>

#include "trial/grid.hpp"

namespace quanvas::trial {
namespace {

constexpr std::string_view kSections[] = {"sweep", "fixed", "axes", "grid", "sample", "exclude", "early_stopping"};

Place place_of(const toml::source_position& position) { return {.line = position.line, .column = position.column}; }
Place place_of(const toml::node& node) { return place_of(node.source().begin); }
Place place_of(const toml::key& key) { return place_of(key.source().begin); }

// Says where in the file a node stands, as the front of an error message.
class Source {
 public:
  explicit Source(std::string_view name) : name_(name) {}

  const std::string& name() const { return name_; }
  std::string at(const auto& node) const { return where(name_, place_of(node)); }

 private:
  std::string name_;
};

// The text of one TOML value, as the axis would read it. The TOML type must be the axis's own: "10" is no integer.
std::string value_text(const Axis& axis, const toml::node& node) {
  switch (axis.kind) {
    case Kind::integer:
      if (const auto* integer = node.as_integer()) return to_text(integer->get());
      break;
    case Kind::real:
      if (const auto* integer = node.as_integer()) return to_text(integer->get());
      if (const auto* real = node.as_floating_point()) return to_text(real->get());
      break;
    case Kind::list:
      if (const auto* integer = node.as_integer()) return to_text(integer->get());
      if (const auto* array = node.as_array()) {
        std::string text;
        for (const toml::node& entry : *array) {
          require(entry.is_integer(), "`{}` takes {}", axis.key, rule_text(axis));
          text += (text.empty() ? "" : ",") + to_text(entry.as_integer()->get());
        }
        return text;
      }
      [[fallthrough]];
    case Kind::name:
    case Kind::choice:
      if (const auto* string = node.as_string()) return string->get();
      break;
  }
  std::ostringstream given;
  given << node.type();
  fail("a TOML {} is not a value of `{}`, which takes {}", given.str(), axis.key, rule_text(axis));
}

// The canonical text of a value; throws for one outside the axis's rule.
std::string checked_text(const Axis& axis, const toml::node& node) {
  TrialSpec scratch;
  axis.set(scratch, value_text(axis, node));
  return axis.read(scratch);
}

std::vector<Given> range_values(const Axis& axis, const toml::table& table) {
  for (const auto& [key, node] : table)
    require(key.str() == "range" || key.str() == "step", "unknown key `{}`; a range is {{range = [first, last], step = 1}}",
            key.str());
  const toml::array* ends = table["range"].as_array();
  require(axis.kind == Kind::integer && ends && ends->size() == 2 && ends->get(0)->is_integer() && ends->get(1)->is_integer(),
          "`{}`: a range is {{range = [first, last], step = 1}} with integers, for an integer parameter; last is included", axis.key);
  const std::int64_t first = ends->get(0)->as_integer()->get();
  const std::int64_t last = ends->get(1)->as_integer()->get();
  require(!table.contains("step") || table["step"].is_integer(), "`{}`: the step of a range is an integer", axis.key);
  const std::int64_t step = table["step"].value_or(std::int64_t{1});
  require(first <= last && step >= 1, "`{}`: range [{}, {}] with step {} is empty", axis.key, first, last, step);
  // Unsigned, because the ends may lie further apart than a signed number reaches.
  const auto origin = static_cast<std::uint64_t>(first);
  const auto stride = static_cast<std::uint64_t>(step);
  const std::uint64_t steps = (static_cast<std::uint64_t>(last) - origin) / stride;
  require(steps < kMostTrials, "`{}`: more than {} values", axis.key, kMostTrials);
  std::vector<Given> values;
  TrialSpec scratch;
  for (std::uint64_t i = 0; i <= steps; ++i) {
    axis.set(scratch, to_text(static_cast<std::int64_t>(origin + i * stride)));
    values.push_back({axis.read(scratch), place_of(table)});
  }
  return values;
}

// A list axis takes lists: depths = [[4, 1], [2, 2]] are two values, and so are ["4,1", "2,2"].
std::vector<Given> axis_values(const Source& source, const Axis& axis, const toml::node& node) {
  if (const auto* table = node.as_table()) return with_context(source.at(node), [&] { return range_values(axis, *table); });
  const auto* array = node.as_array();
  require(array && !array->empty(), "{}: the values of axis `{}` are an array such as [1, 2] or {{range = [first, last]}}",
          source.at(node), axis.key);
  std::vector<Given> values;
  for (const toml::node& entry : *array) {
    std::string text = with_context(source.at(entry), [&] { return checked_text(axis, entry); });
    require(std::ranges::find(values, text, &Given::text) == values.end(), "{}: `{}` stands twice on axis `{}`",
            source.at(entry), text, axis.key);
    values.push_back({std::move(text), place_of(entry)});
  }
  return values;
}

// A single value or, as axis_values reads them, several. An array of integers is a single value of a list axis.
std::vector<Given> one_or_more(const Source& source, const Axis& axis, const toml::node& node) {
  const auto* array = node.as_array();
  const bool list_value = array && axis.kind == Kind::list && !array->empty() && array->get(0)->is_integer();
  if (node.is_table() || (array && !list_value)) return axis_values(source, axis, node);
  return {{with_context(source.at(node), [&] { return checked_text(axis, node); }), place_of(node)}};
}

const Axis& axis_of(const Source& source, const toml::key& key) {
  return with_context(source.at(key), [&]() -> const Axis& { return require_axis(key.str()); });
}

// toml++ sorts a table by key; the order of the file is that of the positions.
void sort_by_position(std::vector<SweepAxis>& axes) {
  std::ranges::sort(axes, {}, &SweepAxis::place);
}

const toml::table& section(const Source& source, const toml::table& file, std::string_view name) {
  static const toml::table kEmpty;
  const toml::node* node = file.get(name);
  if (!node) return kEmpty;
  require(node->is_table(), "{}: `{}` is a section: write [{}]", source.at(*node), name, name);
  return *node->as_table();
}

void read_header(const Source& source, const toml::table& table, Sweep& sweep) {
  for (const auto& [key, node] : table) {
    std::string* const target = key.str() == "name" ? &sweep.name : key.str() == "description" ? &sweep.description : nullptr;
    require(target, "{}: unknown key `{}` in [sweep], which takes `name` and `description`", source.at(key), key.str());
    require(node.is_string(), "{}: `{}` is a text in quotes", source.at(node), key.str());
    *target = node.as_string()->get();
  }
}

// The parameters of [fixed], as axes of one value.
std::vector<SweepAxis> read_fixed(const Source& source, const toml::table& table) {
  std::vector<SweepAxis> fixed;
  for (const auto& [key, node] : table) {
    const Axis& axis = axis_of(source, key);
    std::string text = with_context(source.at(node), [&axis, &given = node] { return checked_text(axis, given); });
    fixed.push_back({&axis, {{std::move(text), place_of(node)}}, place_of(key)});
  }
  return fixed;
}

void require_new(const Source& source, const toml::key& key, const toml::table& others, std::string_view here, std::string_view there) {
  require(!others.contains(key.str()), "{}: `{}` stands in {} and in {}; keep one", source.at(key), key.str(), there, here);
}

std::vector<SweepAxis> read_axes(const Source& source, const toml::table& table, const toml::table& fixed) {
  std::vector<SweepAxis> axes;
  for (const auto& [key, node] : table) {
    const Axis& axis = axis_of(source, key);
    require_new(source, key, fixed, "[axes]", "[fixed]");
    axes.push_back({&axis, axis_values(source, axis, node), place_of(key)});
  }
  sort_by_position(axes);
  return axes;
}

// The sections [[name]]; none where there is no such section.
std::vector<const toml::table*> sections(const Source& source, const toml::table& file, std::string_view name) {
  const toml::node* const node = file.get(name);
  if (!node) return {};
  require(node->is_array_of_tables(), "{}: `{}` is a list of sections: write [[{}]]", source.at(*node), name, name);
  std::vector<const toml::table*> tables;
  for (const toml::node& entry : *node->as_array()) tables.push_back(entry.as_table());
  return tables;
}

// Conditions or axes of a section whose values may stand alone.
std::vector<SweepAxis> read_section(const Source& source, const toml::table& table) {
  std::vector<SweepAxis> axes;
  for (const auto& [key, node] : table) {
    const Axis& axis = axis_of(source, key);
    axes.push_back({&axis, one_or_more(source, axis, node), place_of(key)});
  }
  sort_by_position(axes);
  return axes;
}

std::vector<std::vector<SweepAxis>> read_grids(const Source& source, const toml::table& file, const toml::table& fixed, const toml::table& axes) {
  std::vector<std::vector<SweepAxis>> grids;
  for (const toml::table* table : sections(source, file, "grid")) {
    for (const auto& [key, node] : *table) {
      require_new(source, key, fixed, "[[grid]]", "[fixed]");
      require_new(source, key, axes, "[[grid]]", "[axes]");
    }
    grids.push_back(read_section(source, *table));
  }
  if (grids.empty()) grids.emplace_back();
  return grids;
}

// Each once, in the order of the trials' loops.
std::vector<std::string> keys_of(const std::vector<std::vector<SweepAxis>>& grids, const std::vector<SweepAxis>& axes) {
  std::vector<std::string> keys;
  const auto add = [&](const SweepAxis& axis) {
    if (std::ranges::find(keys, axis.axis->key) == keys.end()) keys.emplace_back(axis.axis->key);
  };
  for (const std::vector<SweepAxis>& grid : grids) std::ranges::for_each(grid, add);
  std::ranges::for_each(axes, add);
  return keys;
}

std::vector<Exclusion> read_exclusions(const Source& source, const toml::table& file) {
  std::vector<Exclusion> exclusions;
  for (const toml::table* table : sections(source, file, "exclude")) {
    require(!table->empty(), "{}: an empty [[exclude]] would leave out every trial", source.at(*table));
    exclusions.push_back(read_section(source, *table));
  }
  return exclusions;
}

// A section of settings: known keys with one value each.
class Settings {
 public:
  // Throws Error for a key that is none of `keys`.
  Settings(const Source& source, const toml::table& table, std::string_view name, std::initializer_list<std::string_view> keys)
      : source_(source), table_(table), name_(name) {
    for (const auto& [key, node] : table)
      require(std::ranges::find(keys, key.str()) != keys.end(), "{}: unknown key `{}` in [{}], which takes `{}`", source.at(key), key.str(), name,
              join(std::span(keys.begin(), keys.size()), "`, `"));
  }

  // Throws Error, with the place of the value (of the section where there is none), unless `holds`.
  void need(bool holds, std::string_view key, std::string_view what) const {
    const toml::node* const node = table_.get(key);
    require(holds, "{}: [{}] needs {} = {}", node ? source_.at(*node) : source_.at(table_), name_, key, what);
  }

  // The integer `key`, or `fallback` where it is left out. Throws Error for one below `least`.
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t fallback) const {
    const toml::node* const node = table_.get(key);
    const std::int64_t number = !node ? fallback : node->is_integer() ? node->as_integer()->get() : least - 1;
    need(number >= least, key, fmt::format("N, an integer from {}", least));
    return number;
  }

 private:
  const Source& source_;
  const toml::table& table_;
  std::string_view name_;
};

// Moves the axes that [sample] names from `axes` to the request's sampled ones, and draws.
void read_sample(const Source& source, const toml::table& table, std::vector<SweepAxis>& axes, Request& request, Sweep& sweep) {
  const Settings settings(source, table, "sample", {"axes", "count", "seed"});
  const toml::array* const names = table["axes"].as_array();
  require(names && !names->empty(), "{}: [sample] needs axes = [\"NAME\", ...]: the axes whose combinations are drawn", source.at(table));
  Sample sample;
  for (const toml::node& name : *names) {
    const auto found = std::ranges::find(axes, name.value_or(std::string_view{}), [](const SweepAxis& a) { return a.axis->key; });
    require(found != axes.end(), "{}: [sample] takes names of axes that stand in [axes], each once", source.at(name));
    sample.axes.emplace_back(found->axis->key);
    request.sampled.push_back(std::move(*found));
    axes.erase(found);
  }
  sample.combinations = count_points(source.at(table), request.sampled);
  sample.seed = settings.integer("seed", 0, 0);
  const auto count = static_cast<std::size_t>(settings.integer("count", 1, 0));
  request.draws = draw_points(sample.combinations, count, static_cast<std::uint64_t>(sample.seed));
  sample.count = request.draws.size();
  sweep.sample = std::move(sample);
}

EarlyStopping read_early_stopping(const Source& source, const toml::table& table) {
  const Settings settings(source, table, "early_stopping", {"method", "rungs", "factor", "deterministic"});
  settings.need(table["method"].value_or(std::string_view{}) == "asha", "method", "\"asha\", the only one there is");
  EarlyStopping stopping{.factor = static_cast<std::size_t>(settings.integer("factor", 2, 3))};
  const toml::array* const rungs = table["rungs"].as_array();
  settings.need(rungs && !rungs->empty(), "rungs", "[N, ...], the epochs after which trials are compared");
  std::int64_t last = 0;
  for (const toml::node& rung : *rungs) {
    const std::int64_t epochs = rung.is_integer() ? rung.as_integer()->get() : 0;
    require(epochs > last && within(require_axis("epochs").rule, static_cast<double>(epochs)),
            "{}: rungs are epochs, {}, each later than the one before", source.at(rung), rule_text(require_axis("epochs")));
    stopping.rungs.push_back(static_cast<std::uint32_t>(last = epochs));
  }
  const toml::node* const deterministic = table.get("deterministic");
  settings.need(!deterministic || deterministic->is_boolean(), "deterministic", "true or false");
  stopping.deterministic = deterministic && deterministic->as_boolean()->get();
  return stopping;
}

}  // namespace

Sweep parse_sweep(std::string_view text, std::string_view name, const Vocabulary& vocabulary) {
  const Source source(name);
  toml::table file;
  try {
    file = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    fail("{}: {}", where(name, place_of(error.source().begin)), error.description());
  }
  for (const auto& [key, node] : file)
    require(std::ranges::find(kSections, key.str()) != std::end(kSections),
            "{}: unknown section `{}`; a sweep file has [sweep], [fixed], [axes], [[grid]], [sample], [[exclude]] and [early_stopping]",
            source.at(key), key.str());

  Sweep sweep;
  sweep.text = text;
  read_header(source, section(source, file, "sweep"), sweep);
  const toml::table& fixed_section = section(source, file, "fixed");
  const toml::table& axes_section = section(source, file, "axes");
  const std::vector<SweepAxis> fixed = read_fixed(source, fixed_section);
  std::vector<SweepAxis> axes = read_axes(source, axes_section, fixed_section);
  Request request{.file = source.name(),
                  .grids = read_grids(source, file, fixed_section, axes_section),
                  .sampled = {},
                  .exclusions = read_exclusions(source, file)};
  sweep.axes = keys_of(request.grids, axes);
  if (file.contains("sample")) read_sample(source, section(source, file, "sample"), axes, request, sweep);
  for (std::vector<SweepAxis>& grid : request.grids) {
    grid.insert(grid.begin(), fixed.begin(), fixed.end());
    grid.insert(grid.end(), axes.begin(), axes.end());
  }
  if (file.contains("early_stopping")) sweep.early_stopping = read_early_stopping(source, section(source, file, "early_stopping"));
  expand(request, vocabulary, sweep);
  require(!sweep.trials.empty(), "{}: no trial is left; the [[exclude]] sections match every point of the grid", name);
  return sweep;
}

Sweep read_sweep(const std::string& path, const Vocabulary& vocabulary) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_errno(path, "cannot read the sweep file");
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();  // of an empty file, << makes an error
  if (file.bad() || text.fail()) fail_errno(path, "cannot read the sweep file");
  return parse_sweep(text.str(), path, vocabulary);
}

}  // namespace quanvas::trial
