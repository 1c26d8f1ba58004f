// Which circuit a pass runs, and what its samples depend on.
#include "hybrid/quantum_node.hpp"

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "hybrid/encoding.hpp"
#include "support/dense_simulator.hpp"
#include "support/tolerances.hpp"

namespace quanvas::hybrid {
namespace {

const sim::Circuit kCircuit = compose(2, angle_encoding(2, sim::gate("ry")), real_amplitudes(2, 1));
const std::vector<double> kInputs{0.4, -0.7};
const std::vector<double> kWeights{0.3, 1.1, -0.6, 0.8};

Device device(std::string_view noise, std::size_t shots, trial::NoiseIn acts_in = trial::NoiseIn::both) {
  return {.noise = sim::parse_noise(noise), .shots = shots, .acts_in = acts_in, .seed = 5};
}

QuantumNode<double> node_of(const Device& device, std::string name = "node") {
  return {kCircuit, {sim::z({Wire(0), Wire(1)})}, device, std::move(name)};
}

double run(QuantumNode<double>& node) {
  const std::size_t stride = sim::Simulator<double>::stride(1);
  nn::AlignedVector<double> in(2 * stride), out(stride);
  in[0] = kInputs[0];
  in[stride] = kInputs[1];
  node.forward(1, in, nn::AlignedVector<double>(kWeights.begin(), kWeights.end()), out);
  return out[0];
}

double run_in(QuantumNode<double>& node, nn::Purpose purpose, std::uint32_t epoch = 0) {
  node.begin({.purpose = purpose, .epoch = epoch});
  return run(node);
}

double dense(std::string_view noise) {
  return test::expectations(sim::with_noise(kCircuit, sim::parse_noise(noise)), {sim::z({Wire(0), Wire(1)})}, kInputs,
                            kWeights)[0];
}

constexpr std::string_view kNoise = "depolarizing(0.02), depolarizing2(0.03)";

TEST(QuantumNode, NoiseActsInEveryPassOrInInferenceAlone) {
  QuantumNode<double> both = node_of(device(kNoise, 0));
  QuantumNode<double> inference = node_of(device(kNoise, 0, trial::NoiseIn::inference));
  ASSERT_GT(std::abs(dense("") - dense(kNoise)), 1e-3);
  for (const nn::Purpose purpose : {nn::Purpose::training, nn::Purpose::validation, nn::Purpose::test}) {
    EXPECT_NEAR(run_in(both, purpose), dense(kNoise), test::kExact);
    EXPECT_NEAR(run_in(inference, purpose), purpose == nn::Purpose::training ? dense("") : dense(kNoise), test::kExact);
  }
}

TEST(QuantumNode, SamplesDependOnSeedNamePurposeAndEpoch) {
  QuantumNode<double> node = node_of(device("", 100000));
  const double first = run_in(node, nn::Purpose::training, 3);
  EXPECT_NE(run(node), first);  // the pass continues in its stream
  EXPECT_EQ(run_in(node, nn::Purpose::training, 3), first);
  EXPECT_NE(run_in(node, nn::Purpose::training, 4), first);
  EXPECT_NE(run_in(node, nn::Purpose::validation, 3), first);
  QuantumNode<double> other = node_of(device("", 100000), "other");
  EXPECT_NE(run_in(other, nn::Purpose::training, 3), first);
}

TEST(QuantumNode, ADeviceWithoutFaultsIsTheIdealCircuit) {
  QuantumNode<double> node = node_of({});
  EXPECT_NEAR(run(node), dense(""), test::kExact);
}

}  // namespace
}  // namespace quanvas::hybrid
