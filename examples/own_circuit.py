# %% [markdown]
# # An own circuit from OpenQASM: values, gradients, noise
#
# `encoder.qasm` encodes two features between trained rotations. Run as a script, or cell by cell in an editor that knows `# %%`.

# %%
from pathlib import Path

import numpy as np
import quanvas

HERE = Path(__file__).parent if "__file__" in globals() else Path("examples")
circuit = quanvas.Circuit.from_file(HERE / "encoder.qasm", inputs=["feature_0", "feature_1"])
print(circuit)
print("data:", circuit.inputs, " weights:", circuit.weights)

# %% [markdown]
# Expectation values of a thousand inputs at once: `[batch, inputs] -> [batch, observables]`.

# %%
draw = np.random.default_rng(0)
features = draw.random((1000, 2))
weights = quanvas.initial_angles(len(circuit.weights), seed=1)
values = circuit.expectations(features, weights, "Z0 Z1, 0.5 X0 - Y1")
print(values.shape, values.mean(0))

# %% [markdown]
# Gradients: by the adjoint method, by the parameter-shift rule, and as a check by finite differences.

# %%
by_inputs, by_weights = circuit.gradient(features, weights, "Z0 Z1")
shifted = circuit.gradient(features[:20], weights, "Z0 Z1", method="shift")
assert np.allclose(by_weights[:20], shifted[1], atol=1e-12)
step = 1e-6 * np.eye(len(weights))[2]
difference = (circuit.expectations(features, weights + step, ["Z0 Z1"]) - circuit.expectations(features, weights - step, ["Z0 Z1"])) / 2e-6
assert np.allclose(by_weights[:, 2], difference[:, 0], atol=1e-8)
print("d<Z0 Z1> / d weights, mean:", by_weights.mean(0))

# %% [markdown]
# A classifier of points in opposite quarters of a square (the problem XOR), trained by gradient descent on the vector-Jacobian product.

# %%
labels = np.where((features[:, 0] < 0.5) == (features[:, 1] < 0.5), 1.0, -1.0)


def accuracy(device: quanvas.Circuit, **shots: int) -> float:
    return float((np.sign(device.expectations(features, weights, ["Z0"], **shots)[:, 0]) == labels).mean())


for _ in range(300):
    error = circuit.expectations(features, weights, ["Z0"])[:, 0] - labels
    weights = weights - 0.5 * circuit.vjp(features, weights, (2 * error / len(labels))[:, None], ["Z0"])[1]
print(f"accuracy: {accuracy(circuit):.1%}")
assert accuracy(circuit) > 0.9

# %% [markdown]
# On a device: noise after each gate, wrong readings, and 200 shots for each value.

# %%
device = circuit.with_noise("depolarizing(0.02), depolarizing2(0.03), readout_error(0.02, 0.05)")
print(f"accuracy with noise: {accuracy(device):.1%}, from 200 shots: {accuracy(device, shots=200, seed=3):.1%}")
samples = device.samples(features[0], weights, shots=1000, seed=3)
states, counts = np.unique(samples, axis=0, return_counts=True)
for state, count in zip(states, counts):
    print("".join(map(str, state)), count)
