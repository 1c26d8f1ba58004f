"""The circuits of quanvolutions by names."""

from __future__ import annotations

from quanvas._core import Circuit, wires_for


def patch_circuit(values: int, ansatz: str, encoding: str, layers: int = 1, scale: float | None = None, seed: int = 0) -> Circuit:
    """For patches of so many values: an encoding before each of the ansatz's layers."""
    return Circuit.from_ansatz(wires_for(encoding, values), ansatz, layers=layers, encoding=encoding, scale=scale, seed=seed, features=values)
