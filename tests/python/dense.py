"""An independent reference: circuits as dense matrices in NumPy, from the textbook's definitions of the gates."""

import numpy as np

I2 = np.eye(2, dtype=complex)
X = np.array([[0, 1], [1, 0]], dtype=complex)
Y = np.array([[0, -1j], [1j, 0]])
Z = np.diag([1, -1]).astype(complex)
PAULIS = {"I": I2, "X": X, "Y": Y, "Z": Z}


def rotation(pauli: np.ndarray, angle: float) -> np.ndarray:
    return np.cos(angle / 2) * np.eye(len(pauli)) - 1j * np.sin(angle / 2) * pauli


def controlled(gate: np.ndarray) -> np.ndarray:
    size = len(gate)
    return np.block([[np.eye(size), np.zeros((size, size))], [np.zeros((size, size)), gate]])


def u3(theta: float, phi: float, lam: float) -> np.ndarray:
    c, s = np.cos(theta / 2), np.sin(theta / 2)
    return np.array([[c, -np.exp(1j * lam) * s], [np.exp(1j * phi) * s, np.exp(1j * (phi + lam)) * c]])


H = (X + Z) / np.sqrt(2)
SWAP = np.eye(4, dtype=complex)[[0, 2, 1, 3]]
SX = np.array([[1 + 1j, 1 - 1j], [1 - 1j, 1 + 1j]]) / 2


def phase(angle: float) -> np.ndarray:
    return np.diag([1, np.exp(1j * angle)])


GATES = {
    "id": lambda: I2, "x": lambda: X, "y": lambda: Y, "z": lambda: Z, "h": lambda: H, "s": lambda: phase(np.pi / 2), "sdg": lambda: phase(-np.pi / 2),
    "t": lambda: phase(np.pi / 4), "tdg": lambda: phase(-np.pi / 4), "sx": lambda: SX, "sxdg": lambda: SX.conj().T, "rx": lambda a: rotation(X, a),
    "ry": lambda a: rotation(Y, a), "rz": lambda a: rotation(Z, a), "p": phase, "u3": u3, "cx": lambda: controlled(X), "cy": lambda: controlled(Y),
    "cz": lambda: controlled(Z), "ch": lambda: controlled(H), "swap": lambda: SWAP, "crx": lambda a: controlled(rotation(X, a)),
    "cry": lambda a: controlled(rotation(Y, a)), "crz": lambda a: controlled(rotation(Z, a)), "cp": lambda a: controlled(phase(a)),
    "rxx": lambda a: rotation(np.kron(X, X), a), "ryy": lambda a: rotation(np.kron(Y, Y), a), "rzz": lambda a: rotation(np.kron(Z, Z), a),
    "ccx": lambda: controlled(controlled(X)), "cswap": lambda: controlled(SWAP),
}
ANGLES = {"rx": 1, "ry": 1, "rz": 1, "p": 1, "u3": 3, "crx": 1, "cry": 1, "crz": 1, "cp": 1, "rxx": 1, "ryy": 1, "rzz": 1}


def wires_of(name: str) -> int:
    return int(np.log2(len(GATES[name](*[0.0] * ANGLES.get(name, 0)))))


def apply(state: np.ndarray, gate: np.ndarray, wires: list[int]) -> np.ndarray:
    """On a state [2, 2, ...], wire 0 first."""
    count = len(wires)
    moved = np.tensordot(gate.reshape((2,) * (2 * count)), state, axes=(range(count, 2 * count), wires))
    return np.moveaxis(moved, range(count), wires)


def state(wires: int, operations: list[tuple[str, list[float], list[int]]]) -> np.ndarray:
    """The state vector [2^wires] after gates (name, angles in radians, wires)."""
    psi = np.zeros((2,) * wires, dtype=complex)
    psi[(0,) * wires] = 1
    for name, angles, on in operations:
        psi = apply(psi, GATES[name](*angles), on)
    return psi.reshape(-1)


def expectation(psi: np.ndarray, pauli: dict[int, str]) -> float:
    wires = int(np.log2(len(psi)))
    moved = psi.reshape((2,) * wires)
    for wire, letter in pauli.items():
        moved = apply(moved, PAULIS[letter], [wire])
    return float(np.vdot(psi, moved.reshape(-1)).real)
