#include "drawing/svg.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::drawing {
namespace {

using sim::Circuit;
using testing::HasSubstr;
using testing::Not;

std::size_t count(std::string_view text, std::string_view piece) {
  std::size_t found = 0;
  for (std::size_t at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

// Tags are closed in order, and attributes are in quotes; "" or what is wrong.
std::string xml_fault(std::string_view text) {
  std::vector<std::string_view> open;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string_view::npos) return "a tag does not end";
    const std::string_view tag = text.substr(at + 1, end - at - 1);
    if (std::ranges::count(tag, '"') % 2 != 0) return "quotes do not match in " + std::string(tag);
    const std::string_view name =
        tag.substr(tag.front() == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag.front() == '/' ? 1 : 0));
    if (tag.front() == '/') {
      if (open.empty() || open.back() != name) return "closes what is not open: " + std::string(name);
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "is never closed: " + std::string(open.back());
}

TEST(XmlFault, IsFound) {
  EXPECT_EQ(xml_fault("<a><b x=\"1\"/></a>"), "");
  EXPECT_NE(xml_fault("<a><b></a></b>"), "");
  EXPECT_NE(xml_fault("<a>"), "");
  EXPECT_NE(xml_fault("<a x=\"1>"), "");
}

TEST(CircuitSvg, EveryGateAndChannelCanBeDrawn) {
  for (std::size_t g = 0; g < sim::kGates.size(); ++g) {
    const auto id = static_cast<sim::GateId>(g);
    Circuit circuit(3, 0, 3);
    std::vector<Wire> wires;
    for (std::uint32_t w = 0; w < info(id).wires; ++w) wires.emplace_back(w);
    std::vector<sim::Angle> angles;
    for (std::uint32_t a = 0; a < info(id).angles; ++a) angles.push_back(sim::Angle::weight(Slot(a)));
    circuit.add(id, wires, angles);
    EXPECT_EQ(xml_fault(circuit_svg(lay_out(circuit))), "") << info(id).name;
  }
  for (const sim::NoiseChannelInfo& channel : sim::noise_channels()) {
    Circuit circuit(2, 0, 0);
    std::vector<Wire> wires{Wire(1)};
    if (channel.wires == 2) wires.emplace_back(0u);
    circuit.add(sim::make_noise_channel(channel.name, std::vector<double>(channel.parameters.size(), 0.1)), wires);
    const std::string svg = circuit_svg(lay_out(circuit));
    EXPECT_EQ(xml_fault(svg), "") << channel.name;
    EXPECT_THAT(svg, HasSubstr("stroke-dasharray")) << channel.name;
  }
}

TEST(CircuitSvg, DrawsEverySymbolOnce) {
  Circuit circuit(4, 0, 0);
  circuit.add(sim::gate("ccx"), {Wire(0), Wire(1), Wire(3)});
  circuit.add(sim::gate("swap"), {Wire(1), Wire(2)});
  circuit.add(sim::gate("h"), {Wire(0)});
  const std::string svg = circuit_svg(lay_out(circuit));
  EXPECT_EQ(count(svg, "<circle"), 3u);                // two controls and a target
  EXPECT_EQ(count(svg, "<line"), 4u + 2 + 2 + 2 * 2);  // wires, links, the target's cross, two crosses of the swap
  EXPECT_EQ(count(svg, "rx=\"4\""), 1u);
  EXPECT_EQ(count(svg, ">H</text>"), 1u);
}

TEST(CircuitSvg, TitleMeasurementsAndLegend) {
  const std::string svg = circuit_svg(lay_out(hybrid::quanvolution_circuit(4, 1, trial::EncodingRepeat::every)),
                                      {.title = "a < b & \"c\"", .measured = {Wire(0), Wire(3)}});
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_THAT(svg, HasSubstr("<title>a &lt; b &amp; &quot;c&quot;</title>"));
  EXPECT_EQ(count(svg, "⟨Z⟩"), 2u);
  EXPECT_THAT(svg, HasSubstr(">from the data<"));
  EXPECT_THAT(svg, HasSubstr(">trained<"));
  Circuit fixed(1, 0, 0);
  fixed.add(sim::gate("h"), {Wire(0)});
  EXPECT_THAT(circuit_svg(lay_out(fixed)), Not(HasSubstr(">fixed<"))) << "one kind alone needs no legend";
}

TEST(CircuitSvg, IsTheSameForTheSameCircuitAndFoldsLongOnes) {
  const Circuit longer = hybrid::quanvolution_circuit(4, 12, trial::EncodingRepeat::every);
  EXPECT_EQ(circuit_svg(lay_out(longer)), circuit_svg(lay_out(longer)));
  EXPECT_EQ(count(circuit_svg(lay_out(longer)), ">q0</text>"), 3u);
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "drawing");
    EXPECT_EQ(
        xml_fault(circuit_svg(lay_out(test::random_circuit(stream, {.wires = 5, .operations = 60, .channels = true})))),
        "")
        << seed;
  }
}

}  // namespace
}  // namespace quanvas::drawing
