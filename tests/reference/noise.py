"""Circuits with noise, on density matrices: after every gate the Kraus operators of its channels. Gradients by shifted angles."""

import re
from functools import reduce

import numpy as np

from circuits import Circuit, Run, X, Y, Z, applied, matrices

ONE = np.eye(2, dtype=complex)


def kraus_operators(name: str, p: float) -> list[np.ndarray]:
    if name.startswith("depolarizing"):
        products = [ONE, X, Y, Z] if name != "depolarizing2" else [np.kron(a, b) for a in (ONE, X, Y, Z) for b in (ONE, X, Y, Z)]
        return [np.sqrt(p / (len(products) - 1) if i else 1 - p) * product for i, product in enumerate(products)]
    if name in ("bit_flip", "phase_flip"):
        return [np.sqrt(1 - p) * ONE, np.sqrt(p) * (X if name == "bit_flip" else Z)]
    decay = np.array([[0, np.sqrt(p)], [0, 0]]) if name == "amplitude_damping" else np.diag([0, np.sqrt(p)])
    return [np.diag([1, np.sqrt(1 - p)]).astype(complex), decay.astype(complex)]


class Noise:
    """Of a text as the parameter `noise` takes it."""

    def __init__(self, text: str):
        self.every_wire, self.one_wire_gates, self.two_wire_gates, self.readout = [], [], [], (0.0, 0.0)
        follows = {"depolarizing1": self.one_wire_gates, "depolarizing2": self.two_wire_gates}
        for name, numbers in re.findall(r"(\w+)\(([^)]*)\)", text):
            values = [float(number) for number in numbers.split(",")]
            if name == "readout_error":
                self.readout = (values[0], values[1])
            else:
                follows.get(name, self.every_wire).append(kraus_operators(name, values[0]))

    def after(self, wires: tuple) -> list[tuple[list, tuple]]:
        """The channels that follow a gate on these wires: (Kraus operators, wires)."""
        own = {1: self.one_wire_gates, 2: self.two_wire_gates}.get(len(wires), [])
        return [(kraus, (wire,)) for kraus in self.every_wire for wire in wires] + [(kraus, wires) for kraus in own]


class NoisyRun(Run):
    """As Run, without amplitudes as inputs. A density matrix is [batch, rows' wires, columns' wires]."""

    def __init__(self, circuit: Circuit, inputs: np.ndarray, weights: np.ndarray, observables: list[tuple], noise: Noise):
        self.circuit, self.inputs, self.weights, self.observables, self.noise = circuit, inputs, weights, observables, noise

    def both_sides(self, matrix, wires, rho):
        rho = applied(matrix, wires, rho)
        return applied(np.conj(matrix), tuple(wire + self.circuit.wires for wire in wires), rho)

    def expectations(self, shifted: int = -1, shift: float = 0.0):
        """With the angle of one gate shifted."""
        rho = np.zeros((len(self.inputs),) + (2,) * (2 * self.circuit.wires), dtype=complex)
        rho.reshape(len(rho), -1)[:, 0] = 1
        for number, (name, wires, angle) in enumerate(self.circuit.gates):
            angles = self.angles(angle)
            if number == shifted:
                angles = angles + shift
            rho = self.both_sides(matrices(name, angles), wires, rho)
            for kraus, on in self.noise.after(wires):
                rho = sum(self.both_sides(k, on, rho) for k in kraus)
        size = 2**self.circuit.wires
        return np.einsum("brr,or->bo", rho.reshape(-1, size, size), self.measured()).real

    def measured(self) -> np.ndarray:
        """[observable, basis state] what is read on average: 0 counts 1, 1 counts -1, and both may be read wrongly."""
        to_one, to_zero = self.noise.readout
        z = np.array([1 - 2 * to_one, 2 * to_zero - 1])
        return np.array([reduce(np.kron, [z if wire in wires else np.ones(2) for wire in range(self.circuit.wires)]) for wires in self.observables])

    def gradients(self, upstream):
        by_input, by_weight = np.zeros(self.inputs.shape), np.zeros(self.circuit.weights)
        for number, (_, _, angle) in enumerate(self.circuit.gates):
            if angle is None or angle[0] == "c":
                continue
            change = (self.expectations(number, np.pi / 2) - self.expectations(number, -np.pi / 2)) / 2
            by_angle = angle[2] * np.sum(upstream * change, axis=1)
            if angle[0] == "x":
                by_input[:, angle[1]] += by_angle
            else:
                by_weight[angle[1]] += by_angle.sum()
        return by_input, by_weight
