#include "trial/grid.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <unordered_set>

#include "base/random.hpp"

namespace quanvas::trial {
namespace {

bool excluded(const TrialSpec& spec, const std::vector<Exclusion>& exclusions) {
  return std::ranges::any_of(exclusions, [&](const Exclusion& exclusion) {
    return std::ranges::all_of(exclusion, [&](const SweepAxis& condition) {
      return std::ranges::find(condition.values, condition.axis->read(spec), &Given::text) != condition.values.end();
    });
  });
}

// A value of an axis at a point.
struct Setting {
  const Axis* axis;
  const Given* given;
};

// Appends the settings of each axis at a point; the last axis runs fastest.
void append_settings(const std::vector<SweepAxis>& axes, std::size_t point, std::vector<Setting>& settings) {
  const std::size_t first = settings.size();
  settings.resize(first + axes.size());
  for (std::size_t i = axes.size(); i-- > 0; point /= axes[i].values.size())
    settings[first + i] = {axes[i].axis, &axes[i].values[point % axes[i].values.size()]};
}

TrialSpec canonical_trial(const TrialSpec& spec, const std::vector<Setting>& settings, std::string_view file, const Vocabulary& vocabulary) {
  try {
    return vocabulary.canonical(spec);
  } catch (BadValue& error) {
    const auto setting = std::ranges::find(settings, error.axis(), [](const Setting& s) { return s.axis->key; });
    error.add_context(where(file, setting == settings.end() ? Place{} : setting->given->place));
    throw;
  }
}

}  // namespace

std::string where(std::string_view file, Place place) {
  return place.line == 0 ? std::string(file) : fmt::format("{}:{}:{}", file, place.line, place.column);
}

std::size_t count_points(std::string_view file, const std::vector<SweepAxis>& axes) {
  std::size_t count = 1;
  for (const SweepAxis& axis : axes) {
    count *= axis.values.size();
    require(count <= kMostTrials, "{}: the grid has more than {} points; fewer values, or several sweeps", file, kMostTrials);
  }
  return count;
}

std::vector<std::size_t> draw_points(std::size_t points, std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> drawn(points);
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  RandomStream(seed, "sample").shuffle(std::span(drawn));
  drawn.resize(std::min(points, count));
  return drawn;
}

void expand(const Request& request, const Vocabulary& vocabulary, Sweep& sweep) {
  std::unordered_set<std::string> seen;
  std::vector<Setting> settings;
  for (const std::size_t draw : request.draws)
    for (const std::vector<SweepAxis>& axes : request.grids) {
      const std::size_t points = count_points(request.file, axes);
      sweep.combinations += points;
      require(sweep.combinations <= kMostTrials, "{}: more than {} points in all; fewer values, or several sweeps", request.file, kMostTrials);
      for (std::size_t point = 0; point < points; ++point) {
        settings.clear();
        append_settings(axes, point, settings);
        append_settings(request.sampled, draw, settings);
        TrialSpec spec;
        for (const Setting& setting : settings) setting.axis->set(spec, setting.given->text);
        if (excluded(spec, request.exclusions)) {
          ++sweep.excluded;
          continue;
        }
        TrialSpec canonical = canonical_trial(spec, settings, request.file, vocabulary);
        Key key = content_key(canonical);
        if (!seen.insert(key.text).second) {
          ++sweep.duplicates;
          continue;
        }
        sweep.trials.push_back(std::move(canonical));
        sweep.keys.push_back(std::move(key));
      }
    }
}

}  // namespace quanvas::trial
