// What a parameterised circuit can do, as papers report it: how much of the state space it covers, how far it entangles
// its wires, and how fast its gradients vanish; all over parameters that are uniform on [0, 2 pi).
//
// For example (tests/sim/examples_test.cpp runs it):
//     const sim::Diagnosis known = sim::diagnose(bell, energy, {.samples = 100});
//     const double q = known.entangling_capability;  // 0: always a product state, 1: as entangled as GHZ
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"
#include "sim/state.hpp"

namespace quanvas::sim {

struct DiagnosisOptions {
  std::size_t samples = 1000;  // pairs of parameter vectors, at least 2
  std::size_t bins = 75;       // of the histogram of fidelities
  std::uint64_t seed = 0;
};

struct Diagnosis {
  double expressibility = 0;         // KL divergence from Haar-random states, in nats; 0 is the most expressive
  double entangling_capability = 0;  // mean Meyer-Wallach measure, 0 to 1
  double gradient_mean = 0;          // of d <observable> / d parameter, over samples and parameters
  double gradient_variance = 0;      // mean over the parameters of the variance over the samples
  std::vector<double> variances;     // [parameter] over the samples
};

// The weights are sampled, with the inputs at 0 (as amplitudes: at |0...0>); where there are none, the inputs. The
// gradient is that of <observable>, as in McClean et al., arXiv 1803.11173. Throws Error for a circuit without
// parameters or with noise channels, and for fewer than 2 samples or 1 bin.
Diagnosis diagnose(const Circuit& circuit, const Observable& observable, const DiagnosisOptions& options = {});

// Sim, Johnson & Aspuru-Guzik, arXiv 1905.10876, Eq. 10: the Kullback-Leibler divergence of a histogram of fidelities
// |<psi|phi>|^2 from that of Haar-random states of so many dimensions, whose density is (N - 1) (1 - F)^(N - 2).
double expressibility(std::span<const double> fidelities, std::size_t dimensions, std::size_t bins);

// Meyer & Wallach, arXiv quant-ph/0108104, in the form of Brennen, arXiv quant-ph/0305094: 2 (1 - the mean over the
// wires of the purity of each wire's state). 0 for product states, 1 where every wire is maximally mixed.
double meyer_wallach(const State& state);

}  // namespace quanvas::sim
