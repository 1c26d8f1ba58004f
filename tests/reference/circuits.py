"""Circuits on dense state vectors, in double precision and without any shortcut: every gate a matrix, applied to every amplitude. Wire 0 is the most
significant bit of an amplitude's index.

Angles are (source, slot, scale): source "x" an input, "w" a weight, "c" a constant, whose value is then `scale`."""

import math
from dataclasses import dataclass, field

import numpy as np

X = np.array([[0, 1], [1, 0]], dtype=complex)
Y = np.array([[0, -1j], [1j, 0]])
Z = np.diag([1, -1]).astype(complex)
H = np.array([[1, 1], [1, -1]], dtype=complex) / math.sqrt(2)
CX = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]], dtype=complex)
GENERATORS = {"rx": X, "ry": Y, "rz": Z}


def constant(value: float) -> tuple:
    return ("c", 0, value)


@dataclass
class Circuit:
    wires: int
    gates: list = field(default_factory=list)  # (name, wires, angle or None)
    weights: int = 0

    def add(self, name: str, *wires: int, angle: tuple | None = None) -> None:
        self.gates.append((name, wires, angle))

    def rotate(self, name: str, wire: int) -> None:
        """By the next weight."""
        self.add(name, wire, angle=("w", self.weights, 1.0))
        self.weights += 1

    def encode(self, name: str, scale: float) -> None:
        for wire in range(self.wires):
            self.add(name, wire, angle=("x", wire, scale))

    def chain(self) -> None:
        for wire in range(self.wires - 1):
            self.add("cx", wire, wire + 1)


def matrices(name: str, angles: np.ndarray | None) -> np.ndarray:
    """[2, 2], [4, 4] or, for a gate with an angle, [batch, 2, 2]."""
    if angles is None:
        return {"h": H, "cx": CX}[name]
    half = angles[:, None, None] / 2
    if name == "p":  # diag(1, exp(i angle))
        result = np.zeros((len(angles), 2, 2), dtype=complex)
        result[:, 0, 0], result[:, 1, 1] = 1, np.exp(1j * angles)
        return result
    return np.cos(half) * np.eye(2) - 1j * np.sin(half) * GENERATORS[name]


def derivatives(name: str, angles: np.ndarray) -> np.ndarray:
    """Of the matrices by their angle."""
    if name == "p":
        result = np.zeros((len(angles), 2, 2), dtype=complex)
        result[:, 1, 1] = 1j * np.exp(1j * angles)
        return result
    return -0.5j * GENERATORS[name] @ matrices(name, angles)


def applied(matrix: np.ndarray, wires: tuple, states: np.ndarray) -> np.ndarray:
    """The matrix on these wires of states [batch, 2, 2, ...]."""
    count = len(wires)
    moved = np.moveaxis(states, [wire + 1 for wire in wires], range(1, count + 1))
    flat = moved.reshape(len(states), 2**count, -1)
    return np.moveaxis((matrix @ flat).reshape(moved.shape), range(1, count + 1), [wire + 1 for wire in wires])


def z_products(states: np.ndarray, wires: tuple) -> np.ndarray:
    """Z on each of these wires."""
    for wire in wires:
        states = applied(Z, (wire,), states)
    return states


class Run:
    """A circuit on a batch of inputs [batch, slot], or of initial amplitudes [batch, 2^wires]; observables are tuples of wires whose Z are multiplied."""

    def __init__(self, circuit: Circuit, inputs: np.ndarray, weights: np.ndarray, observables: list[tuple], amplitudes: bool = False):
        self.circuit, self.inputs, self.weights, self.observables, self.amplitudes = circuit, inputs, weights, observables, amplitudes
        batch, shape = len(inputs), (len(inputs),) + (2,) * circuit.wires
        if amplitudes:
            state = inputs.astype(complex).reshape(shape)
        else:
            state = np.zeros(shape, dtype=complex)
            state.reshape(batch, -1)[:, 0] = 1
        self.states = [state]
        for name, wires, angle in circuit.gates:
            self.states.append(applied(matrices(name, self.angles(angle)), wires, self.states[-1]))

    def angles(self, angle: tuple | None) -> np.ndarray | None:
        if angle is None:
            return None
        source, slot, scale = angle
        if source == "x":
            return scale * self.inputs[:, slot]
        return np.full(len(self.inputs), scale * (self.weights[slot] if source == "w" else 1.0))

    def expectations(self) -> np.ndarray:
        """[batch, observable]"""
        final = self.states[-1]
        axes = tuple(range(1, final.ndim))
        return np.stack([np.sum(np.conj(final) * z_products(final, wires), axis=axes).real for wires in self.observables], axis=1)

    def gradients(self, upstream: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For d loss / d expectation [batch, observable]: d loss / d input [batch, slot] and d loss / d weight [weight]."""
        final = self.states[-1]
        axes, spread = tuple(range(1, final.ndim)), (len(final),) + (1,) * self.circuit.wires
        bra = sum(upstream[:, o].reshape(spread) * z_products(final, wires) for o, wires in enumerate(self.observables))
        by_input, by_weight = np.zeros(self.inputs.shape), np.zeros(self.circuit.weights)
        for (name, wires, angle), before in zip(reversed(self.circuit.gates), reversed(self.states[:-1])):
            angles = self.angles(angle)
            if angle is not None and angle[0] != "c":
                change = applied(derivatives(name, angles), wires, before)
                by_angle = 2 * angle[2] * np.sum(np.conj(bra) * change, axis=axes).real
                if angle[0] == "x":
                    by_input[:, angle[1]] += by_angle
                else:
                    by_weight[angle[1]] += by_angle.sum()
            bra = applied(np.conj(np.swapaxes(matrices(name, angles), -1, -2)), wires, bra)
        if self.amplitudes:
            by_input = 2 * bra.reshape(len(final), -1).real
        return by_input, by_weight
