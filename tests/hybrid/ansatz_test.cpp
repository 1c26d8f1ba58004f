#include "hybrid/ansatz.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/run_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::hybrid {
namespace {

TEST(Ansatz, QuanvolutionCountsItsGates) {
  const auto every = quanvolution_circuit(4, 3, trial::EncodingRepeat::every);
  EXPECT_EQ(every.operations().size(), 3u * (4 + 4 + 3));
  EXPECT_EQ(every.weights(), 12u);
  EXPECT_EQ(every.inputs(), 4u);
  EXPECT_EQ(quanvolution_circuit(4, 3, trial::EncodingRepeat::once).operations().size(), 4u + 3 * (4 + 3));
}

// With the chain CNOT 0-1 .. 8-9 and wires 0-3 measured, the light cone leaves out the angles of wires 4 to 9: they have
// exactly no gradient. With wires 6-9 measured every angle has one.
TEST(Ansatz, TheFirstWiresOfTheHeadSeeFourOfItsTenAngles) {
  const std::size_t wires = 10;
  std::vector<double> amplitudes(1024);
  RandomStream stream(1, "amplitudes");
  double square = 0;
  for (double& a : amplitudes) {
    a = stream.uniform();
    square += a * a;
  }
  for (double& a : amplitudes) a /= std::sqrt(square);
  std::vector<double> weights(wires);
  draw_angles<double>(trial::Init::uniform_2pi, stream, weights);
  const std::vector<std::vector<double>> upstream{{1, 0.5, -0.7, 0.3}};
  const auto seen = [&](trial::HeadWires which) {
    const auto run = test::run_circuit<double>(head_circuit(wires, 1), head_observables(wires, 4, which), {amplitudes}, weights, upstream);
    std::vector<std::size_t> angles;
    for (std::size_t w = 0; w < wires; ++w)
      if (std::abs(run.weight_gradient[w]) > test::kExact) angles.push_back(w);
    return angles;
  };
  EXPECT_EQ(seen(trial::HeadWires::first), (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(seen(trial::HeadWires::last).size(), 10u);
}

TEST(Ansatz, InitialAnglesFollowTheConvention) {
  const auto draw = [](trial::Init init) {
    std::vector<double> angles(20000);
    draw_angles<double>(init, RandomStream(1, "init"), angles);
    return angles;
  };
  const std::pair<trial::Init, double> uniform[] = {
      {trial::Init::uniform_2pi, 2 * std::numbers::pi}, {trial::Init::uniform_pi, std::numbers::pi}, {trial::Init::uniform_1, 1.0}};
  for (const auto& [init, high] : uniform) {
    double mean = 0;
    for (const double angle : draw(init)) {
      ASSERT_GE(angle, 0.0);
      ASSERT_LT(angle, high);
      mean += angle / 20000;
    }
    EXPECT_NEAR(mean / high, 0.5, 0.01);
  }
  for (const auto& [init, deviation] : {std::pair{trial::Init::normal_1, 1.0}, std::pair{trial::Init::normal_0_1, 0.1}}) {
    double square = 0;
    for (const double angle : draw(init)) square += angle * angle / 20000;
    EXPECT_NEAR(std::sqrt(square) / deviation, 1.0, 0.02);
  }
}

// The gate names of an ansatz with their wires: "ry0 cx01".
std::string text_of(const Ansatz& ansatz) {
  std::string text;
  for (const sim::Operation& operation : ansatz.operations) {
    text += (text.empty() ? "" : " ") + std::string(sim::info(std::get<sim::Gate>(operation.what).id).name);
    for (const Wire wire : operation.wires) text += std::to_string(wire.value);
  }
  return text;
}

// Each weight is taken once, in order.
void expect_weights_in_order(const Ansatz& ansatz) {
  std::uint32_t next = 0;
  for (const sim::Operation& operation : ansatz.operations)
    for (const sim::Angle& angle : std::get<sim::Gate>(operation.what).angles) EXPECT_EQ(angle, sim::Angle::weight(Slot(next++)));
  EXPECT_EQ(next, ansatz.weights);
}

TEST(Ansatz, GeneralTemplatesAreThoseOfTheirPapers) {
  EXPECT_EQ(text_of(real_amplitudes(3, 1)), "ry0 ry1 ry2 cx01 cx12 ry0 ry1 ry2");
  EXPECT_EQ(text_of(real_amplitudes(3, 1, Entanglement::full)), "ry0 ry1 ry2 cx01 cx02 cx12 ry0 ry1 ry2");
  EXPECT_EQ(text_of(hardware_efficient(2, 2)), "rz0 ry0 rz1 ry1 cx01 rz0 ry0 rz1 ry1 cx01");
  EXPECT_EQ(text_of(strongly_entangling(3, 2)),
            "rz0 ry0 rz0 rz1 ry1 rz1 rz2 ry2 rz2 cx01 cx12 cx20 rz0 ry0 rz0 rz1 ry1 rz1 rz2 ry2 rz2 cx02 cx10 cx21");
  EXPECT_EQ(text_of(strongly_entangling(1, 1)), "rz0 ry0 rz0");
  for (const Ansatz& ansatz : {real_amplitudes(4, 3), strongly_entangling(4, 2), hardware_efficient(4, 3), random_layers(4, 2, 5, RandomStream(1, "a"))})
    expect_weights_in_order(ansatz);
}

// The depths of QCQ-CNN's circuits: 4, 6 and 8 angles for 1, 2 and 3 repetitions on two wires.
TEST(Ansatz, RealAmplitudesOfTwoWiresHaveFourSixAndEightAngles) {
  for (std::size_t r = 1; r <= 3; ++r) EXPECT_EQ(real_amplitudes(2, r).weights, 2 * (r + 1));
}

TEST(Ansatz, RandomLayersAreDrawnFromTheirStream) {
  const auto draw = [](std::uint64_t seed) { return text_of(random_layers(4, 3, 8, RandomStream(seed, "filter"))); };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
  EXPECT_EQ(random_layers(4, 3, 8, RandomStream(1, "filter")).weights, 24u);
  EXPECT_EQ(text_of(random_layers(1, 1, 2, RandomStream(1, "filter"))).find("cx"), std::string::npos);
  EXPECT_THROW(random_layers(4, 1, 1, RandomStream(1, "filter"), 1), Error);
}

}  // namespace
}  // namespace quanvas::hybrid
