// Noise channels: every one of the list, at several parameters, is a channel and the one of its name.
#include "sim/circuit/noise_channels.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/gradients.hpp"
#include "support/error_of.hpp"
#include "support/random_circuit.hpp"
#include "support/to_dense.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

using test::error_of;
using testing::HasSubstr;

test::Matrix kronecker_of(const test::Matrix& a, const test::Matrix& b) {
  test::Matrix product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    for (Eigen::Index j = 0; j < a.cols(); ++j)
      product.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
  return product;
}

// Pauli `index` of one or two wires, by the reference's matrices.
test::Matrix reference_pauli(std::size_t index, unsigned wires) {
  const char* const names[] = {"id", "x", "y", "z"};
  if (wires == 1) return test::gate_matrix(names[index], {});
  return kronecker_of(reference_pauli(index / 4, 1), reference_pauli(index % 4, 1));
}

test::Matrix image(const std::vector<test::Matrix>& kraus, const test::Matrix& rho) {
  test::Matrix sum = test::Matrix::Zero(rho.rows(), rho.cols());
  for (const test::Matrix& k : kraus) sum += k * rho * k.adjoint();
  return sum;
}

std::vector<test::Matrix> dense_kraus(const NoiseChannel& channel) {
  std::vector<test::Matrix> all;
  for (const Matrix& k : channel.kraus) all.push_back(test::to_dense(k));
  return all;
}

double least_eigenvalue(const test::Matrix& hermitian) {
  return Eigen::SelfAdjointEigenSolver<test::Matrix>(hermitian).eigenvalues().minCoeff();
}

class EveryChannel : public testing::TestWithParam<std::size_t> {
 protected:
  const NoiseChannelInfo& facts() const { return noise_channels()[GetParam()]; }
  std::size_t paulis() const { return std::size_t{1} << (2 * facts().wires); }
  double size() const { return facts().wires == 1 ? 2 : 4; }

  std::vector<NoiseChannel> cases() const {
    std::vector<NoiseChannel> all;
    for (const double p : {0.0, 0.13, 0.5, 0.92, 1.0}) {
      if (facts().parameters.size() == 1) all.push_back(make_noise_channel(facts().name, {p}));
      else
        for (const double q : {0.0, 0.3, 1.0}) all.push_back(make_noise_channel(facts().name, {p, q}));
    }
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(List, EveryChannel, testing::Range(std::size_t{0}, noise_channels().size()),
                         [](const auto& index) { return std::string(noise_channels()[index.param].name); });

TEST_P(EveryChannel, PreservesTheTrace) {
  for (const NoiseChannel& channel : cases()) {
    test::Matrix sum = test::Matrix::Zero(static_cast<Eigen::Index>(size()), static_cast<Eigen::Index>(size()));
    for (const test::Matrix& k : dense_kraus(channel)) sum += k.adjoint() * k;
    EXPECT_LT(test::distance(sum, test::Matrix::Identity(sum.rows(), sum.cols())), test::kExact);
    const std::vector<double> transfer = transfer_matrix(channel.kraus, channel.wires);
    for (std::size_t j = 0; j < paulis(); ++j) EXPECT_NEAR(transfer[j], j == 0 ? 1 : 0, test::kExact);
  }
}

TEST_P(EveryChannel, IsTheOneOfTheReference) {
  for (const NoiseChannel& channel : cases()) {
    EXPECT_EQ(channel.name, facts().name);
    EXPECT_EQ(channel.wires, facts().wires);
    const auto reference = test::channel_matrices(channel.name, channel.parameters);
    for (std::size_t i = 0; i < paulis(); ++i) {
      const test::Matrix rho = reference_pauli(i, facts().wires);
      EXPECT_LT(test::distance(image(dense_kraus(channel), rho), image(reference, rho)), test::kExact);
    }
  }
}

TEST_P(EveryChannel, HasTheTransferMatrixOfItsKrausOperators) {
  for (const NoiseChannel& channel : cases()) {
    const std::vector<double> transfer = transfer_matrix(channel.kraus, channel.wires);
    ASSERT_EQ(transfer.size(), paulis() * paulis());
    for (std::size_t i = 0; i < paulis(); ++i)
      for (std::size_t j = 0; j < paulis(); ++j) {
        const test::Matrix mapped = image(dense_kraus(channel), reference_pauli(j, facts().wires));
        const test::Complex expected = (reference_pauli(i, facts().wires) * mapped).trace() / size();
        EXPECT_NEAR(transfer[i * paulis() + j], expected.real(), test::kExact);
        EXPECT_NEAR(expected.imag(), 0, test::kExact);
      }
  }
}

// The Choi matrix, put together from the transfer matrix: a map is completely positive where it has no negative
// eigenvalue.
TEST_P(EveryChannel, IsCompletelyPositive) {
  for (const NoiseChannel& channel : cases()) {
    const std::vector<double> transfer = transfer_matrix(channel.kraus, channel.wires);
    const auto square = static_cast<Eigen::Index>(size() * size());
    test::Matrix choi = test::Matrix::Zero(square, square);
    for (std::size_t i = 0; i < paulis(); ++i)
      for (std::size_t j = 0; j < paulis(); ++j)
        choi += transfer[i * paulis() + j] / size() *
                kronecker_of(reference_pauli(i, facts().wires), reference_pauli(j, facts().wires).transpose());
    EXPECT_GT(least_eigenvalue(choi), -test::kExact);
    EXPECT_NEAR(choi.trace().real(), size(), test::kExact);
  }
}

TEST_P(EveryChannel, KeepsTheIdentityIfItIsUnital) {
  const bool unital = facts().name != "amplitude_damping" && facts().name != "readout_error";
  bool kept = true;
  for (const NoiseChannel& channel : cases()) {
    const std::vector<double> transfer = transfer_matrix(channel.kraus, channel.wires);
    for (std::size_t i = 1; i < paulis(); ++i) kept = kept && std::abs(transfer[i * paulis()]) < test::kExact;
  }
  EXPECT_EQ(kept, unital);
}

TEST_P(EveryChannel, RefusesWrongParameters) {
  const std::string name(facts().name);
  const std::size_t count = facts().parameters.size();
  EXPECT_THAT(error_of([&] { make_noise_channel(name, {}); }),
              HasSubstr("channel " + name + " takes " + std::to_string(count)));
  EXPECT_THAT(error_of([&] { make_noise_channel(name, std::vector<double>(count + 1, 0.1)); }),
              HasSubstr(std::to_string(count + 1) + " given"));
  for (std::size_t i = 0; i < count; ++i)
    for (const double wrong :
         {-1e-9, 1 + 1e-9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      std::vector<double> parameters(count, 0.1);
      parameters[i] = wrong;
      EXPECT_THAT(error_of([&] { make_noise_channel(name, parameters); }),
                  HasSubstr(std::string(facts().parameters[i]) + " is a probability"));
    }
}

TEST(Channels, AnUnknownNameGetsTheNearest) {
  EXPECT_THAT(error_of([] { make_noise_channel("bitflip", {0.1}); }), HasSubstr("did you mean `bit_flip`?"));
  EXPECT_THAT(error_of([] { make_noise_channel("depolarising", {0.1}); }), HasSubstr("did you mean `depolarizing`?"));
  const std::string far = error_of([] { make_noise_channel("zzzzzzzzzzzzzzz", {}); });
  EXPECT_THAT(far, HasSubstr("there are depolarizing"));
  EXPECT_THAT(far, testing::Not(HasSubstr("did you mean")));
}

TEST(Channels, KrausOperatorsMustMakeAChannel) {
  EXPECT_THAT(error_of([] { make_kraus_channel({}); }), HasSubstr("of size 2 or 4"));
  EXPECT_THAT(error_of([] { make_kraus_channel({Matrix::identity(3)}); }), HasSubstr("of size 2 or 4"));
  EXPECT_THAT(error_of([] {
                make_kraus_channel({Matrix::identity(2), Matrix::identity(4)});
              }),
              HasSubstr("one size, not 2 and 4"));
  EXPECT_THAT(error_of([] { make_kraus_channel({0.9 * Matrix::identity(2)}); }),
              HasSubstr("do not preserve the trace"));
  EXPECT_THAT(error_of([] { make_kraus_channel({Matrix(2, {1, 1, 0, 0})}); }), HasSubstr("do not preserve the trace"));
}

TEST(Channels, KrausOperatorsOfOneAndTwoWires) {
  EXPECT_EQ(make_kraus_channel({std::sqrt(0.3) * pauli_matrix(0, 1), std::sqrt(0.7) * pauli_matrix(2, 1)}).wires, 1u);
  EXPECT_EQ(make_kraus_channel({std::sqrt(0.3) * pauli_matrix(0, 2), std::sqrt(0.7) * pauli_matrix(11, 2)}).wires, 2u);
}

TEST(Channels, PauliMatricesCountInFours) {
  for (const unsigned wires : {1u, 2u})
    for (std::size_t i = 0; i < std::size_t{1} << (2 * wires); ++i)
      EXPECT_EQ(test::to_dense(pauli_matrix(i, wires)), reference_pauli(i, wires)) << i;
}

class NoisyCircuits : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, NoisyCircuits, testing::Range(0u, 25u));

// The state is put together from the expectation values of all Paulis. Readout errors at the end would belong to these.
TEST_P(NoisyCircuits, LeaveStatesOfTraceOneWithoutNegativeEigenvalues) {
  RandomStream stream(GetParam(), "noisy");
  Circuit circuit = test::random_circuit(stream, {.wires = 3, .operations = 25, .channels = true});
  for (std::uint32_t w = 0; w < 3; ++w) circuit.add(gate("id"), {Wire(w)});
  std::vector<Observable> observables;
  for (std::size_t code = 0; code < 64; ++code) {
    PauliTerm term;
    for (std::uint32_t w = 0; w < 3; ++w)
      if (const std::size_t digit = code >> (2 * w) & 3; digit != 0) term.factors.emplace_back(Wire(w), "IXYZ"[digit]);
    observables.push_back({.terms = {term}});
  }
  const std::vector<double> values = expectations(circuit, observables, {0.4, -1.1, 2.5}, {0.3, 1.9, -0.8, 2.2});
  test::Matrix rho = test::Matrix::Zero(8, 8);
  for (std::size_t o = 0; o < 64; ++o) rho += values[o] / 8 * test::observable_matrix(observables[o], 3);
  EXPECT_NEAR(rho.trace().real(), 1, test::kExact);
  EXPECT_GT(least_eigenvalue(rho), -test::kExact);
  EXPECT_LT((rho * rho).trace().real(), 1 + test::kExact);
}

}  // namespace
}  // namespace quanvas::sim
