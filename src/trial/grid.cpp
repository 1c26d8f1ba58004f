#include "trial/grid.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "trial/network_file.hpp"

namespace quanvas::trial {
namespace {

bool excluded(const TrialSpec& spec, const std::vector<Exclusion>& exclusions) {
  return std::ranges::any_of(exclusions, [&](const Exclusion& exclusion) {
    return std::ranges::all_of(
        exclusion, [&](const Condition& condition) { return condition.values.contains(condition.axis->read(spec)); });
  });
}

// An axis as the file sets it, in one place, and what the trials so far have made of it.
struct Usage {
  const Axis* axis;
  std::set<std::string, std::less<>> read_by = {};
  std::set<std::string, std::less<>> unread_by = {};
  bool has_effect = false;
};

// Notes which parameters change something in which trials.
class IdleWatch {
 public:
  IdleWatch(const Request& request, const Vocabulary& vocabulary) : request_(request), vocabulary_(vocabulary) {}

  // The axes that the next trials set.
  void begin(const std::vector<SweepAxis>& grid) {
    current_.clear();
    for (const auto* const axes : {&request_.sampled, &grid})
      for (const SweepAxis& axis : *axes) {
        current_.push_back(&usages_.try_emplace(axis.position, Usage{.axis = axis.axis}).first->second);
      }
  }

  void note(const TrialSpec& given, const TrialSpec& canonical) {
    static const TrialSpec kDefaults;
    for (Usage* const usage : current_) {
      if (usage->axis->same(given, kDefaults)) continue;
      if (!usage->read_by.contains(given.model) && !usage->unread_by.contains(given.model))
        (reads(vocabulary_, given, *usage->axis) ? usage->read_by : usage->unread_by).insert(given.model);
      const bool read = usage->read_by.contains(given.model);
      if (read && !usage->has_effect) usage->has_effect = has_effect(vocabulary_, *usage->axis, given, canonical);
    }
  }

  std::vector<IdleParameter> found() const {
    std::vector<IdleParameter> idle;
    for (const auto& [position, usage] : usages_) {
      if (usage.unread_by.empty() && (usage.has_effect || usage.read_by.empty())) continue;
      const Idle kind = usage.read_by.empty() ? Idle::unread
                        : !usage.has_effect   ? Idle::without_effect
                                              : Idle::unread_by_some;
      idle.push_back({.axis = usage.axis,
                      .where = where(request_.file, position),
                      .kind = kind,
                      .models = {usage.unread_by.begin(), usage.unread_by.end()}});
    }
    return idle;
  }

 private:
  const Request& request_;
  const Vocabulary& vocabulary_;
  std::map<FilePosition, Usage> usages_;
  std::vector<Usage*> current_;
};

// The walk over all points, a grid at a time. Each axis is set once for all points of the axes behind it; the seed,
// which changes neither what a model reads nor whether a trial fits together, is set last, wherever it is in the file.
class Expansion {
 public:
  Expansion(const Request& request, const Vocabulary& vocabulary, Sweep& sweep)
      : request_(request), vocabulary_(vocabulary), sweep_(sweep), idle_(request, vocabulary) {
    sweep_.keys.reserve(sweep_.combinations);
    sweep_.trials.reserve(sweep_.combinations);
  }

  // Adds the trials of a grid at a point of the sampled axes.
  void add_grid(const std::vector<SweepAxis>& grid, const Point& point) {
    spec_ = {};
    settings_.clear();
    idle_.begin(grid);
    for (std::size_t i = 0; i < point.size(); ++i)
      set(*request_.sampled[i].axis, value_at(request_.sampled[i], point[i]));
    seeds_ = {{.seed = spec_.seed, .position = 0}};
    loops_.clear();
    std::size_t points = 1;
    for (const SweepAxis& axis : std::views::reverse(grid)) {
      if (axis.axis->key == "seed") set_seeds(axis, points);
      else loops_.push_back({.axis = &axis, .stride = points});
      points *= axis.values.size();
    }
    std::ranges::reverse(loops_);
    planned_.assign(points, {});
    visit(loops_, 0);
    keep_planned();
  }

  std::vector<IdleParameter> idle() const { return idle_.found(); }

 private:
  struct Setting {
    const Axis* axis;
    FilePosition position;
  };

  struct Loop {
    const SweepAxis* axis;
    std::size_t stride;  // points of the grid from a value to the next
  };

  struct Seed {
    std::int64_t seed;
    std::size_t position;  // of its first point in the grid
  };

  // A point of the grid.
  struct Planned {
    Key key;  // "" where it is excluded
    std::uint32_t configuration = 0;
    std::int64_t seed = 0;
  };

  void set(const Axis& axis, const Given& given) {
    axis.set(spec_, given.text);
    settings_.push_back({&axis, given.position});
  }

  void set_seeds(const SweepAxis& axis, std::size_t stride) {
    seeds_.clear();
    for (const Given& given : axis.values) {
      axis.axis->set(spec_, given.text);
      seeds_.push_back({.seed = spec_.seed, .position = seeds_.size() * stride});
    }
  }

  // Plans the trials of every combination of the axes.
  void visit(std::span<const Loop> loops, std::size_t position) {
    if (loops.empty()) return plan_seeds(position);
    for (const Given& given : loops.front().axis->values) {
      set(*loops.front().axis->axis, given);
      visit(loops.subspan(1), position);
      settings_.pop_back();
      position += loops.front().stride;
    }
  }

  // Plans the trials of one configuration.
  void plan_seeds(std::size_t position) {
    std::optional<KeysBySeed> keys;
    std::uint32_t configuration = 0;
    for (const Seed& seed : seeds_) {
      spec_.seed = seed.seed;
      if (excluded(spec_, request_.exclusions)) {
        ++sweep_.excluded;
        continue;
      }
      if (!keys) {
        const TrialSpec given = described();
        TrialSpec canonical = canonical_form(given);
        idle_.note(given, canonical);
        keys.emplace(canonical);
        configuration = configuration_of(std::move(canonical), *keys);
      }
      planned_[position + seed.position] = {
          .key = keys->of(seed.seed), .configuration = configuration, .seed = seed.seed};
    }
  }

  // The position of a configuration in the sweep, to which it is added where it is new.
  std::uint32_t configuration_of(TrialSpec canonical, const KeysBySeed& keys) {
    const auto next = static_cast<std::uint32_t>(sweep_.trials.configurations().size());
    const auto [entry, is_new] = configurations_.try_emplace(keys.of(0).text, next);
    if (is_new) sweep_.trials.add_configuration(std::move(canonical));
    return entry->second;
  }

  // Keeps the planned trials that are new, in the order of the file.
  void keep_planned() {
    for (Planned& planned : planned_) {
      if (planned.key.text.empty()) continue;
      sweep_.keys.push_back(std::move(planned.key));
      if (seen_.insert(sweep_.keys.back().text).second) {
        sweep_.trials.add(planned.configuration, planned.seed);
      } else {
        sweep_.keys.pop_back();
        ++sweep_.duplicates;
      }
    }
  }

  // The trial with the network that its model names.
  TrialSpec described() const {
    TrialSpec spec = spec_;
    if (const Network* const network = request_.networks ? request_.networks->find(spec.model) : nullptr)
      spec.network = network->text;
    return spec;
  }

  TrialSpec canonical_form(const TrialSpec& given) const {
    try {
      return vocabulary_.canonical(given);
    } catch (BadValue& error) {
      const auto setting = std::ranges::find(settings_, error.axis(), [](const Setting& s) { return s.axis->key; });
      error.add_context(where(request_.file, setting == settings_.end() ? FilePosition{} : setting->position));
      throw;
    }
  }

  const Request& request_;
  const Vocabulary& vocabulary_;
  Sweep& sweep_;
  IdleWatch idle_;
  TrialSpec spec_;
  std::vector<Setting> settings_;  // made in spec_
  std::vector<Loop> loops_;        // of the axes but the seed's
  std::vector<Seed> seeds_;
  std::vector<Planned> planned_;                                   // [point of the grid]
  std::unordered_map<std::string, std::uint32_t> configurations_;  // by the key of seed 0
  std::unordered_set<std::string_view> seen_;                      // texts of sweep_.keys, which is never moved
};

}  // namespace

std::string where(std::string_view file, FilePosition position) {
  return position.line == 0 ? std::string(file) : fmt::format("{}:{}:{}", file, position.line, position.column);
}

std::size_t count_points(std::string_view file, const std::vector<SweepAxis>& axes) {
  std::size_t count = 1;
  for (const SweepAxis& axis : axes) {
    count *= axis.values.size();
    require(count <= kMostTrials, "{}: the grid has more than {} points; fewer values, or several sweeps", file,
            kMostTrials);
  }
  return count;
}

namespace {

double point_between(double low, double high, Scale scale, double u) {
  switch (scale) {
    case Scale::linear: return std::lerp(low, high, u);
    case Scale::log: return std::exp(std::lerp(std::log(low), std::log(high), u));
  }
  no_such_value();
}

}  // namespace

Given value_at(const SweepAxis& axis, double u) {
  if (!axis.interval) return axis.values[static_cast<std::size_t>(u * static_cast<double>(axis.values.size()))];
  const auto [low, high, scale, position] = *axis.interval;
  const double exact = point_between(low, high, scale, u);
  const double rounded = parse_real(fmt::format("{:.6g}", exact)).value_or(exact);
  return {to_text(std::clamp(rounded, low, high)), position};
}

void expand(const Request& request, const Vocabulary& vocabulary, Sweep& sweep) {
  std::size_t points = 0;
  for (const std::vector<SweepAxis>& grid : request.grids) points += count_points(request.file, grid);
  sweep.combinations = points * request.points.size();
  require(sweep.combinations <= kMostTrials, "{}: more than {} points in all; fewer values, or several sweeps",
          request.file, kMostTrials);
  Expansion expansion(request, vocabulary, sweep);
  for (const Point& point : request.points)
    for (const std::vector<SweepAxis>& grid : request.grids) expansion.add_grid(grid, point);
  sweep.idle = expansion.idle();
}

}  // namespace quanvas::trial
