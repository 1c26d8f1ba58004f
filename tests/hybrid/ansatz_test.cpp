#include "hybrid/ansatz.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace quanvas::hybrid
