// quanvas wirings: the family of residual wirings and their gradient reach.
#include <algorithm>
#include <functional>
#include <ostream>

#include "base/json.hpp"
#include "cli/trial_options.hpp"
#include "hybrid/residual.hpp"
#include "model/zoo.hpp"
#include "trial/key.hpp"

namespace quanvas::cli {
namespace {

struct Line {
  std::string wiring;
  std::vector<bool> reached;
  std::string feature_map;  // "14x14", or "-" where the layers do not fit the image

  bool all() const { return std::ranges::all_of(reached, std::identity{}); }
};

std::string feature_map(const std::string& wiring, int layers) {
  trial::TrialSpec spec;
  spec.wiring = wiring;
  spec.layers = layers;
  try {
    const auto shape = model::build<float>(model::canonical(spec, {}), {}).feature_shape;
    return fmt::format("{}x{}", shape[1], shape[2]);
  } catch (const trial::BadValue&) {
    return "-";
  }
}

std::vector<Line> family(int layers, trial::Gradient gradient) {
  std::vector<Line> lines;
  for (const hybrid::Wiring& wiring : hybrid::enumerate_wirings(static_cast<std::size_t>(layers))) {
    const std::string text = wiring_text(wiring);
    lines.push_back(
        {.wiring = text, .reached = gradient_reach(wiring, gradient), .feature_map = feature_map(text, layers)});
  }
  return lines;
}

void print_text(const std::vector<Line>& lines, trial::Gradient gradient, std::ostream& out) {
  std::size_t width = 8;
  for (const Line& line : lines) width = std::max(width, line.wiring.size());
  out << fmt::format("{:<{}}  {:<11}  layers that receive gradients ({})\n", "wiring", width, "feature map",
                     to_name(gradient));
  for (const Line& line : lines) {
    std::string reach;
    for (std::size_t k = 0; k < line.reached.size(); ++k) reach += line.reached[k] ? fmt::format(" {}", k + 1) : " .";
    out << fmt::format("{:<{}}  {:<11} {}{}\n", line.wiring, width, line.feature_map, reach,
                       line.all() ? "   all" : "");
  }
  out << fmt::format("\n{} wirings, of which {} give every layer one (feature maps of 28x28 images)\n", lines.size(),
                     std::ranges::count_if(lines, &Line::all));
}

void print_json(const std::vector<Line>& lines, std::ostream& out) {
  Json array = Json::array();
  for (const Line& line : lines)
    array.push_back({{"wiring", line.wiring},
                     {"gradient_reached", line.reached},
                     {"reaches_all", line.all()},
                     {"feature_map", line.feature_map}});
  out << json_text(array, 2) << '\n';
}

}  // namespace

int run_wirings(const Invocation& invocation) {
  Arguments arguments(
      "wirings", "[--layers N] [--gradient MODE] [--json]",
      "Lists the residual wirings of N quanvolutional layers and which layers receive the loss's gradient. With\n"
      "`detached` gradients none passes from a layer to its input but over additions; with `exact` they pass through\n"
      "the expectation values as well. Example:\n  quanvas wirings --layers 3");
  add_trial_option(arguments, trial::require_axis("layers"));
  add_trial_option(arguments, trial::require_axis("gradient"));
  arguments.add("json", "an array of objects");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const trial::TrialSpec spec = trial_from(*values);
  const std::vector<Line> lines = family(spec.layers, spec.gradient);
  if (values->count("json")) print_json(lines, invocation.out);
  else print_text(lines, spec.gradient, invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
