// Angles of any size in every engine, against values of mpmath 1.3 with 420 digits.
#include "sim/engine/angle_value.hpp"

#include <gtest/gtest.h>

#include "support/run_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

struct Known {
  Angle angle;
  double value;  // of its weight or input
  double cosine;
  double sine;
};

Angle scaled(double scale, double offset = 0) {
  return {.source = Angle::Source::weight, .scale = scale, .offset = offset};
}

// A half has its sine and cosine from the whole, a constant its value from the offset.
const std::vector<Known> kDouble{{scaled(1), 1e17, -0.88555732829763069, -0.46453010483537270},
                                 {scaled(1), -1e22, 0.52321478539513895, 0.85220084976718880},
                                 {scaled(1), 1e300, -0.57538611195754905, -0.81788191211590860},
                                 {scaled(0.5), 1e300, 0.46076777667413492, -0.88752073552045787},
                                 {scaled(0.1), 1e22, 0.049482167996399768, -0.99877500722153439},
                                 {scaled(1, 0.5), 1e17, -0.55444207315966315, -0.83222231856062040},
                                 {scaled(1, 1e17), 0.5, -0.55444207315966315, -0.83222231856062040},
                                 {scaled(1), 2000.5, -0.76836078281888128, 0.64001695870184249},
                                 {Angle::constant(1e22), 0, 0.52321478539513895, -0.85220084976718880}};
// Weights and inputs are floats here, exactly; scales and constants are not.
const std::vector<Known> kFloat{{scaled(1), 1e10, 0.87311962267685600, -0.48750602508751069},
                                {scaled(3), 1e10, 0.043089764816564603, -0.99907120475372182},
                                {scaled(1), 2000.5, -0.76836078281888128, 0.64001695870184249},
                                {scaled(1, 1e17), 0.5, -0.55444207315966315, -0.83222231856062040},
                                {Angle::constant(1e22), 0, 0.52321478539513895, -0.85220084976718880}};

Angle with_source(Angle angle, Angle::Source source) {
  if (!angle.fixed()) angle.source = source;
  return angle;
}

// RY by the angle on the first wire; H and RZ by it on the last one, whose amplitudes are complex.
Circuit rotated(std::size_t wires, const Angle& angle) {
  Circuit circuit(wires, 1, 1);
  const Wire last(static_cast<std::uint32_t>(wires - 1));
  circuit.add(gate("ry"), {Wire(0)}, {angle});
  circuit.add(gate("h"), {last});
  circuit.add(gate("rz"), {last}, {angle});
  return circuit;
}

template <class Real>
void expect_known(const Circuit& circuit, const Known& known, Method method, double tolerance) {
  const Wire last(static_cast<std::uint32_t>(circuit.wires() - 1));
  const std::vector<Observable> observables{z(Wire(0)),
                                            {.terms = {{.coefficient = 1, .factors = {{last, 'X'}}}}},
                                            {.terms = {{.coefficient = 1, .factors = {{last, 'Y'}}}}}};
  // The neighbours in a lane have small angles.
  const auto result = test::run_circuit<Real>(circuit, observables, {{0.0}, {known.value}}, {known.value},
                                              {{0, 0, 0}, {1, 0, 0}}, method);
  EXPECT_NEAR(result.expectations[1][0], known.cosine, tolerance) << known.angle.scale << ' ' << known.value;
  EXPECT_NEAR(result.expectations[1][1], known.cosine, tolerance) << known.angle.scale << ' ' << known.value;
  EXPECT_NEAR(result.expectations[1][2], known.sine, tolerance) << known.angle.scale << ' ' << known.value;
  const double slope = -known.angle.scale * known.sine;
  if (circuit.noisy() || known.angle.fixed()) return;
  const bool weight = std::get<Gate>(circuit.operations()[0].what).angles[0].source == Angle::Source::weight;
  EXPECT_NEAR(weight ? result.weight_gradient[0] : result.input_gradient[1][0], slope, 2 * tolerance);
}

template <class Real>
void expect_known_everywhere(const std::vector<Known>& all, double tolerance) {
  for (const Known& known : all)
    for (const auto source : {Angle::Source::weight, Angle::Source::input}) {
      Circuit circuit = rotated(10, with_source(known.angle, source));
      for (const Method method : {Method::product, Method::batch, Method::blocks})
        expect_known<Real>(circuit, known, method, tolerance);
      Circuit noisy = rotated(2, with_source(known.angle, source));
      noisy.add(make_noise_channel("bit_flip", {0}), {Wire(0)});
      expect_known<Real>(noisy, known, Method::batch, tolerance);
    }
}

TEST(AngleValue, EveryEngineTakesAnglesOfAnySizeInDoublePrecision) {
  expect_known_everywhere<double>(kDouble, test::kExact);
}
TEST(AngleValue, EveryEngineTakesAnglesOfAnySizeInSinglePrecision) {
  expect_known_everywhere<float>(kFloat, test::kSingle);
}

TEST(AngleValue, SmallAnglesAreNotTouched) {
  using L = NativeLane<float>::type;
  L inputs = broadcast<L>(0.3F);
  inputs[kWidth<L> - 1] = 1e10F;
  const Angle angle = scaled(1.5, 0.25);
  EXPECT_EQ(any_angle(angle, inputs)[0], fast_angle(angle, inputs)[0]);
  EXPECT_LE(std::abs(any_angle(angle, inputs)[kWidth<L> - 1]), 10);
}

}  // namespace
}  // namespace quanvas::sim
