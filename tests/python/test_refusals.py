"""Every wrong argument gets one clear message, as ValueError."""

import numpy as np
import pytest
import quanvas

CIRCUIT = quanvas.Circuit(2).ry(quanvas.input("a"), 0).ry(quanvas.input("b"), 1).rx(quanvas.weight("w"), 0).cx(0, 1)
X, W = np.zeros((5, 2)), np.zeros(1)


@pytest.mark.parametrize("wrong, message", [
    (lambda: CIRCUIT.expectations(X[:, :1], W), r"inputs: shape \[5, 1\], where the circuit takes \[batch, 2\] or \[2\]"),
    (lambda: CIRCUIT.expectations(X[None], W), r"inputs: shape \[1, 5, 2\]"),
    (lambda: CIRCUIT.expectations(None, W), "inputs: none are given"),
    (lambda: CIRCUIT.expectations(X), r"weights: none are given, where the circuit takes \[1\]"),
    (lambda: CIRCUIT.expectations(X, [1, 2]), r"weights: shape \[2\], where the circuit takes \[1\]"),
    (lambda: CIRCUIT.expectations(X.astype(int), W), r"inputs: an array \[5, 2\] of dtype int64, where float32 or float64"),
    (lambda: CIRCUIT.expectations(X.astype("f2"), W), "dtype float16"),
    (lambda: CIRCUIT.expectations(X.astype(">f8"), W), "dtype >f8"),
    (lambda: CIRCUIT.expectations(["a", "b"], W), "inputs: an array"),
    (lambda: CIRCUIT.expectations(X.astype("f4"), W), r"inputs: dtype float32, shape \[5, 2\]; weights: dtype float64, shape \[1\]"),
    (lambda: CIRCUIT.vjp(X, W, np.zeros((4, 2))), r"upstream: shape \[4, 2\], where inputs of shape \[5, 2\]"),
    (lambda: CIRCUIT.vjp(X, W, np.zeros((5, 3))), r"upstream: shape \[5, 3\]"),
    (lambda: CIRCUIT.expectations(X, W, "Q0"), "observable `Q0`"),
    (lambda: CIRCUIT.expectations(X, W, "Z2"), "wire 2"),
    (lambda: CIRCUIT.expectations(X, W, 5), "observables: a int"),
    (lambda: CIRCUIT.expectations(X, W, []), "none are named"),
    (lambda: CIRCUIT.expectations(X, W, threads=0), "threads = 0"),
    (lambda: CIRCUIT.samples(X, W, shots=0), "shots = 0"),
    (lambda: CIRCUIT.gradient(X, W), "gradient: of 2 observables"),
    (lambda: CIRCUIT.jacobian(X, W, method="guess"), "adjoint or shift"),
    (lambda: CIRCUIT.with_noise("foo"), "noise `foo`"),
    (lambda: CIRCUIT.with_noise("bit_flip(0.1)").state(X, W), "density matrix"),
    (lambda: CIRCUIT.copy().h(5), "wire 5 of a circuit of 2 wires"),
    (lambda: CIRCUIT.copy().cx(0, 0), "twice"),
    (lambda: CIRCUIT.copy().rx(1, 2, 3), "rx: 3 arguments"),
    (lambda: CIRCUIT.copy().rx("a", 0), "an angle is a number"),
    (lambda: CIRCUIT.copy().rx(quanvas.weight(-1), 0), "a parameter is called"),
    (lambda: CIRCUIT.copy().rx(quanvas.weight("a"), 0), "two parameters are called `a`"),
    (lambda: CIRCUIT.copy().append("foo", 0), "there is no gate `foo`"),
    (lambda: CIRCUIT.copy().unitary(np.ones((2, 2)), 0), "unitary"),
    (lambda: quanvas.Circuit(0), "wires"),
    (lambda: quanvas.Circuit.from_qasm("foo q;"), "OpenQASM:1:1"),
    (lambda: quanvas.Circuit.from_qasm("OPENQASM 3.0; qubit q; reset q; bit c = measure q; if (c) { x q; }"), "only gates"),
    (lambda: quanvas.Circuit.from_qasm("OPENQASM 3.0; qubit q;", inputs=["x"]), "no input `x`"),
    (lambda: quanvas.Circuit.from_file("/nowhere.qasm"), "/nowhere.qasm"),
    (lambda: quanvas.Circuit.from_model("resqun"), "resqunn"),
    (lambda: quanvas.Circuit.from_model("resqunn", 9), "layer 9"),
    (lambda: quanvas.Circuit.from_model("resqunn", qcnn_input="angles"), "does not read it"),
    (lambda: quanvas.Circuit.from_ansatz(4, "rx_chian"), "rx_chain"),
    (lambda: quanvas.Circuit.from_ansatz(4, "qcnn", layers=2), "no effect"),
    (lambda: quanvas.Circuit.from_ansatz(4, encoding="iqp", scale=2), "no effect"),
    (lambda: quanvas.transform(np.zeros((3, 8))), r"images: shape \[3, 8\]"),
    (lambda: quanvas.transform(np.zeros((3, 1, 1))), "smaller than a patch"),
    (lambda: quanvas.transform(np.zeros((3, 8, 8)), circuit=CIRCUIT), "4 values"),
    (lambda: quanvas.transform(np.zeros((3, 8, 8)), channel="most"), "one of mean, sum"),
])
def test_wrong_arguments(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_a_refused_gate_leaves_the_circuit_as_it_was():
    circuit = CIRCUIT.copy()
    with pytest.raises(ValueError):
        circuit.rx(quanvas.weight("new"), 7)
    assert circuit.weights == ["w"] and np.array_equal(circuit.expectations(X, W), CIRCUIT.expectations(X, W))
