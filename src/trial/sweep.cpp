#include "trial/sweep.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <unordered_set>

#include <toml++/toml.h>

namespace quanvas::trial {
namespace {

constexpr std::size_t kMostTrials = 10'000'000;

// Where in the file a node stands, as the front of an error message.
class Source {
 public:
  explicit Source(std::string_view name) : name_(name) {}

  std::string at(const toml::source_position& position) const {
    return position.line == 0 ? name_ : fmt::format("{}:{}:{}", name_, position.line, position.column);
  }
  std::string at(const toml::node& node) const { return at(node.source().begin); }
  std::string at(const toml::key& key) const { return at(key.source().begin); }

 private:
  std::string name_;
};

// A value as its axis writes it, and where the file gives it.
struct Given {
  std::string text;
  toml::source_position position;
};

struct SweepAxis {
  const Axis* axis;
  std::vector<Given> values;
  toml::source_position position;
};

// A trial is left out where every axis named has one of the values listed.
using Exclusion = std::vector<SweepAxis>;

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
    values.push_back({axis.read(scratch), table.source().begin});
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
    values.push_back({std::move(text), entry.source().begin});
  }
  return values;
}

const Axis& axis_of(const Source& source, const toml::key& key) {
  return with_context(source.at(key), [&]() -> const Axis& { return require_axis(key.str()); });
}

// toml++ sorts a table by key; the order of the file is that of the positions.
void sort_by_position(std::vector<SweepAxis>& axes) {
  std::ranges::sort(axes, [](const SweepAxis& a, const SweepAxis& b) {
    return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
  });
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
    fixed.push_back({&axis, {{std::move(text), node.source().begin}}, key.source().begin});
  }
  return fixed;
}

std::vector<SweepAxis> read_axes(const Source& source, const toml::table& table, const toml::table& fixed) {
  std::vector<SweepAxis> axes;
  for (const auto& [key, node] : table) {
    const Axis& axis = axis_of(source, key);
    require(!fixed.contains(key.str()), "{}: `{}` stands in [fixed] and in [axes]; keep one", source.at(key), key.str());
    axes.push_back({&axis, axis_values(source, axis, node), key.source().begin});
  }
  sort_by_position(axes);
  return axes;
}

std::vector<Exclusion> read_exclusions(const Source& source, const toml::table& file) {
  std::vector<Exclusion> exclusions;
  const toml::node* const node = file.get("exclude");
  if (!node) return exclusions;
  require(node->is_array_of_tables(), "{}: `exclude` is a list of sections: write [[exclude]]", source.at(*node));
  for (const toml::node& entry : *node->as_array()) {
    Exclusion exclusion;
    for (const auto& [key, value] : *entry.as_table()) {
      const Axis& axis = axis_of(source, key);
      std::vector<Given> values;
      if (value.is_table() || (value.is_array() && axis.kind != Kind::list)) values = axis_values(source, axis, value);
      else values = {{with_context(source.at(value), [&axis, &given = value] { return checked_text(axis, given); }), value.source().begin}};
      exclusion.push_back({&axis, std::move(values), key.source().begin});
    }
    require(!exclusion.empty(), "{}: an empty [[exclude]] would leave out every trial", source.at(entry));
    exclusions.push_back(std::move(exclusion));
  }
  return exclusions;
}

bool excluded(const TrialSpec& spec, const std::vector<Exclusion>& exclusions) {
  return std::ranges::any_of(exclusions, [&](const Exclusion& exclusion) {
    return std::ranges::all_of(exclusion, [&](const SweepAxis& condition) {
      return std::ranges::find(condition.values, condition.axis->read(spec), &Given::text) != condition.values.end();
    });
  });
}

std::size_t count_combinations(const Source& source, const toml::table& file, const std::vector<SweepAxis>& axes) {
  std::size_t count = 1;
  for (const SweepAxis& axis : axes) {
    count *= axis.values.size();
    require(count <= kMostTrials, "{}: the grid has more than {} points; fewer values, or several sweeps", source.at(file),
            kMostTrials);
  }
  return count;
}

// The value of each axis at a point of the grid; the last axis runs fastest.
std::vector<const Given*> values_at(const std::vector<SweepAxis>& axes, std::size_t point) {
  std::vector<const Given*> values(axes.size());
  for (std::size_t i = axes.size(); i-- > 0; point /= axes[i].values.size())
    values[i] = &axes[i].values[point % axes[i].values.size()];
  return values;
}

// Fills in the trials. `axes` starts with the fixed parameters, each an axis of one value.
void expand(const Source& source, const std::vector<SweepAxis>& axes, const std::vector<Exclusion>& exclusions,
            const Vocabulary& vocabulary, Sweep& sweep) {
  std::unordered_set<std::string> seen;
  for (std::size_t point = 0; point < sweep.combinations; ++point) {
    const std::vector<const Given*> values = values_at(axes, point);
    TrialSpec spec;
    for (std::size_t i = 0; i < axes.size(); ++i) axes[i].axis->set(spec, values[i]->text);
    if (excluded(spec, exclusions)) {
      ++sweep.excluded;
      continue;
    }
    TrialSpec canonical;
    try {
      canonical = vocabulary.canonical(spec);
    } catch (BadValue& error) {
      const auto axis = std::ranges::find(axes, error.axis(), [](const SweepAxis& a) { return a.axis->key; });
      error.add_context(axis == axes.end() ? source.at(toml::source_position{})
                                           : source.at(values[static_cast<std::size_t>(axis - axes.begin())]->position));
      throw;
    }
    Key key = content_key(canonical);
    if (!seen.insert(key.text).second) {
      ++sweep.duplicates;
      continue;
    }
    sweep.trials.push_back(std::move(canonical));
    sweep.keys.push_back(std::move(key));
  }
}

}  // namespace

Sweep parse_sweep(std::string_view text, std::string_view name, const Vocabulary& vocabulary) {
  const Source source(name);
  toml::table file;
  try {
    file = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    fail("{}: {}", source.at(error.source().begin), error.description());
  }
  for (const auto& [key, node] : file)
    require(key.str() == "sweep" || key.str() == "fixed" || key.str() == "axes" || key.str() == "exclude",
            "{}: unknown section `{}`; a sweep file has [sweep], [fixed], [axes] and [[exclude]]", source.at(key), key.str());

  Sweep sweep;
  sweep.text = text;
  const toml::table& fixed = section(source, file, "fixed");
  read_header(source, section(source, file, "sweep"), sweep);
  std::vector<SweepAxis> axes = read_axes(source, section(source, file, "axes"), fixed);
  for (const SweepAxis& axis : axes) sweep.axes.emplace_back(axis.axis->key);
  std::vector<SweepAxis> fixed_axes = read_fixed(source, fixed);
  axes.insert(axes.begin(), std::make_move_iterator(fixed_axes.begin()), std::make_move_iterator(fixed_axes.end()));
  sweep.combinations = count_combinations(source, file, axes);
  const std::vector<Exclusion> exclusions = read_exclusions(source, file);
  expand(source, axes, exclusions, vocabulary, sweep);
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
