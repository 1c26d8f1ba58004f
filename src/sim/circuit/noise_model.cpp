#include "sim/circuit/noise_model.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::sim {
namespace {

// One "name(numbers)".
NoiseChannel parse_channel(std::string_view text) {
  const std::size_t open = text.find('(');
  require(open != std::string_view::npos && text.ends_with(')'),
          "noise `{}`: expected a channel with its numbers, as in depolarizing(0.01)", text);
  std::vector<double> parameters;
  for (const std::string_view field : split(text.substr(open + 1, text.size() - open - 2), ',')) {
    const auto number = parse_real(field);
    require(number.has_value(), "noise `{}`: `{}` is not a number", text, field);
    parameters.push_back(*number);
  }
  return make_noise_channel(trim(text.substr(0, open)), std::move(parameters));
}

// The fields between commas that are not in parentheses.
std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> fields;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i < text.size() && (text[i] != ',' || depth > 0)) continue;
    fields.push_back(trim(text.substr(start, i - start)));
    start = i + 1;
  }
  return fields;
}

}  // namespace

NoiseModel parse_noise(std::string_view text) {
  NoiseModel noise;
  if (trim(text).empty()) return noise;
  for (const std::string_view field : fields_of(text)) {
    NoiseChannel channel = parse_channel(field);
    if (channel.name == "readout_error") {
      require(!noise.readout, "noise `{}`: readout_error is given twice", text);
      noise.readout = std::move(channel);
    } else if (channel.name == "depolarizing1") {
      noise.one_wire_gates.push_back(std::move(channel));
    } else {
      (channel.wires == 1 ? noise.one_wire : noise.two_wires).push_back(std::move(channel));
    }
  }
  return noise;
}

std::string to_text(const NoiseModel& noise) {
  std::string text;
  const auto append = [&](const NoiseChannel& channel) {
    std::vector<std::string> numbers;
    for (const double parameter : channel.parameters) numbers.push_back(quanvas::to_text(parameter));
    text += fmt::format("{}{}({})", text.empty() ? "" : ", ", channel.name, join(numbers, ", "));
  };
  for (const auto* channels : {&noise.one_wire_gates, &noise.two_wires, &noise.one_wire})
    for (const NoiseChannel& channel : *channels) append(channel);
  if (noise.readout) append(*noise.readout);
  return text;
}

std::vector<Operation> noise_after(const std::vector<Wire>& wires, const NoiseModel& noise) {
  std::vector<Operation> after;
  for (const NoiseChannel& channel : noise.one_wire)
    for (const Wire wire : wires) after.push_back({.wires = {wire}, .what = channel});
  if (wires.size() == 1)
    for (const NoiseChannel& channel : noise.one_wire_gates) after.push_back({.wires = wires, .what = channel});
  for (const NoiseChannel& channel : noise.two_wires)
    for (std::size_t first = 0; first < wires.size(); ++first)
      for (std::size_t second = first + 1; second < wires.size(); ++second)
        after.push_back({.wires = {wires[first], wires[second]}, .what = channel});
  return after;
}

Circuit with_noise(const Circuit& circuit, const NoiseModel& noise) {
  Circuit noisy(circuit.wires(), circuit.inputs(), circuit.weights(), circuit.preparation());
  for (const Operation& operation : circuit.operations()) {
    noisy.add(operation);
    if (std::holds_alternative<NoiseChannel>(operation.what)) continue;
    for (Operation& channel : noise_after(operation.wires, noise)) noisy.add(std::move(channel));
  }
  if (noise.readout)
    for (std::uint32_t w = 0; w < circuit.wires(); ++w) noisy.add(*noise.readout, {Wire(w)});
  return noisy;
}

}  // namespace quanvas::sim
