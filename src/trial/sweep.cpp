#include "trial/sweep.hpp"

#include <algorithm>

#include "trial/grid.hpp"
#include "trial/network_file.hpp"
#include "trial/question.hpp"
#include "trial/sweep_file.hpp"
#include "trial/sweep_values.hpp"
#include "trial/text_file.hpp"

namespace quanvas::trial {
namespace {

constexpr std::string_view kSections[] = {"sweep",   "fixed",          "axes",     "grid",    "sample",
                                          "exclude", "early_stopping", "question", "networks"};

// toml++ sorts a table by key; the order of the file is that of the positions.
void sort_by_position(std::vector<SweepAxis>& axes) { std::ranges::sort(axes, {}, &SweepAxis::position); }

// The parameters of [fixed], as axes of one value.
std::vector<SweepAxis> read_fixed(const Source& source, const toml::table& table) {
  std::vector<SweepAxis> fixed;
  for (const auto& [key, node] : table) {
    const Axis& axis = axis_of(source, key);
    fixed.push_back(
        {.axis = &axis, .values = {single_value(source, axis, node)}, .position = position_of(key), .interval = {}});
  }
  return fixed;
}

void require_new(const Source& source, const toml::key& key, const toml::table& others, std::string_view here,
                 std::string_view there) {
  require(!others.contains(key.str()), "{}: `{}` appears in {} and in {}; keep one", source.at(key), key.str(), there,
          here);
}

std::vector<SweepAxis> read_axes(const Source& source, const toml::table& table, const toml::table& fixed) {
  std::vector<SweepAxis> axes;
  for (const auto& [key, node] : table) {
    require_new(source, key, fixed, "[axes]", "[fixed]");
    axes.push_back(several_values(source, key, node));
  }
  sort_by_position(axes);
  return axes;
}

void require_values(const Source& source, const std::vector<SweepAxis>& axes) {
  for (const SweepAxis& axis : axes)
    require(
        !axis.interval,
        "{}: an interval is for an axis of [axes] that is sampled; list values of `{}` here, or name it in [sample]",
        where(source.name(), axis.interval ? axis.interval->position : axis.position), axis.axis->key);
}

// Conditions or axes of a section whose values may be single.
std::vector<SweepAxis> read_section(const Source& source, const toml::table& table) {
  std::vector<SweepAxis> axes;
  for (const auto& [key, node] : table) axes.push_back(one_or_more_values(source, key, node));
  require_values(source, axes);
  sort_by_position(axes);
  return axes;
}

std::vector<std::vector<SweepAxis>> read_grids(const Source& source, const toml::table& file, const toml::table& fixed,
                                               const toml::table& axes) {
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
    Exclusion& exclusion = exclusions.emplace_back();
    for (const SweepAxis& axis : read_section(source, *table)) {
      Condition& condition = exclusion.emplace_back(Condition{.axis = axis.axis, .values = {}});
      for (const Given& given : axis.values) condition.values.insert(given.text);
    }
  }
  return exclusions;
}

Sampling read_method(const Settings& settings, std::string_view key, std::string_view fallback) {
  const auto method = parse_name<Sampling>(settings.text(key, fallback));
  settings.need(method.has_value(), key, fmt::format("one of \"{}\"", join(names_of<Sampling>, "\", \"")));
  return *method;
}

std::size_t read_count(const Settings& settings, std::string_view key) {
  const auto count = static_cast<std::size_t>(settings.integer(key, 1, 0));
  settings.need(count <= kMostTrials, key, fmt::format("N, an integer up to {}", kMostTrials));
  return count;
}

// The names of some of `axes`; `section` is what errors call the position.
std::vector<std::string> read_names(const Source& source, const toml::array& array, const std::vector<SweepAxis>& axes,
                                    std::string_view section) {
  std::vector<std::string> names;
  for (const toml::node& node : array) {
    const auto name = node.value_or(std::string_view{});
    const bool known = std::ranges::any_of(axes, [&](const SweepAxis& a) { return a.axis->key == name; });
    require(known && std::ranges::find(names, name) == names.end(), "{}: {} takes names of axes of [axes], each once",
            source.at(node), section);
    names.emplace_back(name);
  }
  return names;
}

// [sample], about some of `axes`.
Sample read_sample(const Source& source, const toml::table& table, const std::vector<SweepAxis>& axes) {
  const Settings settings(source, table, "sample", {"method", "axes", "count", "seed"});
  Sample sample{.method = read_method(settings, "method", "random")};
  const toml::array* const names = table["axes"].as_array();
  settings.need(names && !names->empty(), "axes", "[\"NAME\", ...], the axes whose combinations are drawn");
  sample.axes = read_names(source, *names, axes, "[sample]");
  sample.seed = settings.integer("seed", 0, 0);
  sample.count = read_count(settings, "count");
  return sample;
}

// The short form in [sweep]: a sample of all axes but those that are crossed with it.
Sample read_short_sample(const Source& source, const toml::table& table, const Settings& header,
                         const std::vector<SweepAxis>& axes) {
  Sample sample{.method = read_method(header, "sampling", "grid")};
  std::vector<std::string> crossed{"seed"};
  if (header.has("crossed")) {
    const toml::array* const names = table["crossed"].as_array();
    header.need(names, "crossed", "[\"NAME\", ...], the axes that are not sampled but run at every point");
    crossed = read_names(source, *names, axes, "`crossed`");
  }
  for (const SweepAxis& axis : axes)
    if (std::ranges::find(crossed, axis.axis->key) == crossed.end()) sample.axes.emplace_back(axis.axis->key);
  require(!sample.axes.empty(),
          "{}: there is nothing to sample; it takes an axis in [axes] that is not crossed, as `seed` is where "
          "`crossed` is left out",
          header.at("sampling"));
  sample.seed = header.integer("sampling_seed", 0, 0);
  sample.count = read_count(header, "samples");
  return sample;
}

// The axes that repeat a configuration.
std::vector<std::string> read_replicate(const Source& source, const toml::table& table, const Settings& header,
                                        const std::vector<SweepAxis>& axes) {
  if (!header.has("replicate")) return {"seed"};
  const toml::array* const names = table["replicate"].as_array();
  header.need(names, "replicate", "[\"NAME\", ...], the axes that repeat a configuration");
  return read_names(source, *names, axes, "`replicate`");
}

std::vector<SweepAxis> all_axes(std::vector<SweepAxis> fixed, const std::vector<std::vector<SweepAxis>>& grids,
                                const std::vector<SweepAxis>& axes) {
  for (const std::vector<SweepAxis>& grid : grids) fixed.insert(fixed.end(), grid.begin(), grid.end());
  fixed.insert(fixed.end(), axes.begin(), axes.end());
  return fixed;
}

// The sample that the file asks for in one form or the other.
std::optional<Sample> find_sample(const Source& source, const toml::table& file, const Settings& header,
                                  const std::vector<SweepAxis>& axes) {
  if (header.has("sampling") && file.contains("sample"))
    fail("{}: `sampling` and a section [sample]; keep one", header.at("sampling"));
  if (header.text("sampling", "grid") != "grid")
    return read_short_sample(source, section(source, file, "sweep"), header, axes);
  for (const std::string_view key : {"samples", "sampling_seed", "crossed"})
    require(!header.has(key), "{}: `{}` is for sampling = \"random\" or \"sobol\"", header.at(key), key);
  if (file.contains("sample")) return read_sample(source, section(source, file, "sample"), axes);
  return std::nullopt;
}

// The number of combinations of axes of these sizes; none where one is an interval (0) or they are more than
// kMostTrials.
std::optional<std::size_t> combinations_of(const std::vector<std::size_t>& sizes) {
  std::size_t combinations = 1;
  for (const std::size_t size : sizes) {
    if (size == 0 || size > kMostTrials / combinations) return std::nullopt;
    combinations *= size;
  }
  return combinations;
}

// Moves the sample's axes from `axes` to the request's sampled ones, and draws.
void draw(Sample sample, std::vector<SweepAxis>& axes, Request& request, Sweep& sweep) {
  std::vector<std::size_t> sizes;
  for (const std::string& key : sample.axes) {
    const auto found = std::ranges::find(axes, key, [](const SweepAxis& a) { return a.axis->key; });
    sizes.push_back(found->values.size());
    request.sampled.push_back(std::move(*found));
    axes.erase(found);
  }
  if (sample.method == Sampling::random) sample.combinations = combinations_of(sizes);
  request.points = draw_points(sample, sizes);
  sample.count = request.points.size();
  sweep.sample = std::move(sample);
}

EarlyStopping read_early_stopping(const Source& source, const toml::table& table) {
  const Settings settings(source, table, "early_stopping", {"method", "rungs", "factor", "deterministic"});
  settings.need(settings.text("method", "") == "asha", "method", "\"asha\", the only one there is");
  EarlyStopping stopping{.factor = static_cast<std::size_t>(settings.integer("factor", 2, 3))};
  const toml::array* const rungs = table["rungs"].as_array();
  settings.need(rungs && !rungs->empty(), "rungs", "[N, ...], the epochs after which trials are compared");
  std::int64_t last = 0;
  for (const toml::node& rung : *rungs) {
    const std::int64_t epochs = rung.is_integer() ? rung.as_integer()->get() : 0;
    require(epochs > last && within(require_axis("epochs").rule, static_cast<double>(epochs)),
            "{}: rungs are epochs, {}, each later than the one before", source.at(rung),
            rule_text(require_axis("epochs")));
    stopping.rungs.push_back(static_cast<std::uint32_t>(last = epochs));
  }
  stopping.deterministic = settings.truth("deterministic", false);
  return stopping;
}

}  // namespace

const Axis& Sweep::axis(std::string_view key) const {
  const Axis* const own = networks ? networks->find_axis(key) : nullptr;
  return own ? *own : require_axis(key);
}

Sweep parse_sweep(std::string_view text, std::string_view name, const Vocabulary& vocabulary) {
  const toml::table file = parse_toml(Source(name), text);
  const auto networks = std::make_shared<const Networks>(Source(name), file);
  const Source source(name, *networks);
  for (const auto& [key, node] : file)
    require(std::ranges::find(kSections, key.str()) != std::end(kSections),
            "{}: unknown section `{}`; a sweep file has [sweep], [fixed], [axes], [[grid]], [sample], [[exclude]], "
            "[early_stopping], [[question]] and [networks.NAME]",
            source.at(key), key.str());

  const Settings header(source, section(source, file, "sweep"), "sweep",
                        {"name", "description", "sampling", "samples", "sampling_seed", "crossed", "replicate"});
  Sweep sweep{.name = header.text("name", ""),
              .description = header.text("description", ""),
              .text = std::string(text),
              .networks = networks};
  const toml::table& fixed_section = section(source, file, "fixed");
  const toml::table& axes_section = section(source, file, "axes");
  const std::vector<SweepAxis> fixed = read_fixed(source, fixed_section);
  std::vector<SweepAxis> axes = read_axes(source, axes_section, fixed_section);
  Request request{.file = source.name(),
                  .grids = read_grids(source, file, fixed_section, axes_section),
                  .sampled = {},
                  .exclusions = read_exclusions(source, file),
                  .networks = networks.get()};
  sweep.axes = keys_of(request.grids, axes);
  sweep.replicate = read_replicate(source, section(source, file, "sweep"), header, axes);
  check_questions(source, file, all_axes(fixed, request.grids, axes));
  if (std::optional<Sample> sample = find_sample(source, file, header, axes))
    draw(std::move(*sample), axes, request, sweep);
  require_values(source, axes);
  for (std::vector<SweepAxis>& grid : request.grids) {
    grid.insert(grid.begin(), fixed.begin(), fixed.end());
    grid.insert(grid.end(), axes.begin(), axes.end());
  }
  if (file.contains("early_stopping"))
    sweep.early_stopping = read_early_stopping(source, section(source, file, "early_stopping"));
  sweep.empty = std::ranges::all_of(request.grids, &std::vector<SweepAxis>::empty) && request.sampled.empty();
  expand(request, vocabulary, sweep);
  require(!sweep.trials.empty(), "{}: no trial is left; the [[exclude]] sections match every point of the grid", name);
  return sweep;
}

Sweep read_sweep(const std::string& path, const Vocabulary& vocabulary) {
  return parse_sweep(read_text_file(path, "the sweep file"), path, vocabulary);
}

void require_sensible(const Sweep& sweep, std::string_view name, const Vocabulary& vocabulary) {
  require(
      !sweep.empty,
      "{}: no parameter in [fixed], [axes] or [[grid]]: what is to be run? An example is sweeps/smoke.toml; a single "
      "trial is `quanvas train`",
      name);
  for (const IdleParameter& parameter : sweep.idle)
    if (parameter.kind == Idle::unread)
      with_context(parameter.where, [&] { refuse_unread(vocabulary, parameter.models, *parameter.axis); });
}

}  // namespace quanvas::trial
