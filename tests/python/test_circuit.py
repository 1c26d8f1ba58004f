"""quanvas.Circuit against a dense reference, finite differences and the program itself."""

import concurrent.futures
import copy
import json
import pickle
import subprocess
import threading

import dense
import numpy as np
import pytest
import quanvas

OBSERVABLES = {"Z0": {0: "Z"}, "X1": {1: "X"}, "Y2": {2: "Y"}, "Z0 Z2": {0: "Z", 2: "Z"}, "X0 Y1 Z2": {0: "X", 1: "Y", 2: "Z"}}


def random_circuit(seed: int, gates: int = 25, wires: int = 3):
    """A circuit, and what its operations are for values of its parameters."""
    draw = np.random.default_rng(seed)
    circuit = quanvas.Circuit(wires, inputs=2, weights=3)
    plan = []
    for _ in range(gates):
        name = draw.choice(list(dense.GATES))
        on = [int(w) for w in draw.permutation(wires)[:dense.wires_of(name)]]
        angles = [(draw.choice(["input", "weight", "number"]), int(draw.integers(2)), draw.normal(), draw.normal())
                  for _ in range(dense.ANGLES.get(name, 0))]
        given = [number if kind == "number" else scale * getattr(quanvas, kind)(slot) + number for kind, slot, scale, number in angles]
        getattr(circuit, name)(*given, *on)
        plan.append((name, angles, on))

    def operations(inputs, weights):
        values = {"input": inputs, "weight": weights}
        return [(name, [number + (0 if kind == "number" else scale * values[kind][slot]) for kind, slot, scale, number in angles], on)
                for name, angles, on in plan]

    return circuit, operations


@pytest.fixture(params=range(6))
def case(request):
    draw = np.random.default_rng(100 + request.param)
    circuit, operations = random_circuit(request.param)
    return circuit, operations, draw.normal(size=(5, 2)), draw.normal(size=3)


def dense_values(operations, inputs, weights) -> np.ndarray:
    states = [dense.state(3, operations(row, weights)) for row in inputs]
    return np.array([[dense.expectation(psi, pauli) for pauli in OBSERVABLES.values()] for psi in states])


def test_expectations_are_those_of_the_dense_reference(case):
    circuit, operations, inputs, weights = case
    expected = dense_values(operations, inputs, weights)
    assert np.allclose(circuit.expectations(inputs, weights, list(OBSERVABLES)), expected, atol=1e-12)
    single = circuit.expectations(inputs.astype("f4"), weights.astype("f4"), list(OBSERVABLES))
    assert single.dtype == np.float32 and np.allclose(single, expected, atol=2e-5)
    one = circuit.expectations(inputs[0], weights, list(OBSERVABLES))
    assert one.shape == (5,) and np.allclose(one, expected[0], atol=1e-12)


def test_states_and_probabilities_are_those_of_the_dense_reference(case):
    circuit, operations, inputs, weights = case
    states = circuit.state(inputs, weights)
    for psi, row in zip(states, inputs):
        assert abs(np.vdot(psi, dense.state(3, operations(row, weights)))) == pytest.approx(1, abs=1e-12)
    assert np.allclose(circuit.probabilities(inputs, weights), abs(states) ** 2, atol=1e-12)


def test_jacobians_are_central_differences_and_both_methods_agree(case):
    circuit, operations, inputs, weights = case
    names, step = list(OBSERVABLES), 1e-6
    by_inputs, by_weights = circuit.jacobian(inputs, weights, names)
    for i in range(2):
        higher, lower = (dense_values(operations, inputs + by * np.eye(2)[i], weights) for by in (step, -step))
        assert np.allclose(by_inputs[:, :, i], (higher - lower) / (2 * step), atol=1e-7)
    for i in range(3):
        higher, lower = (dense_values(operations, inputs, weights + by * np.eye(3)[i]) for by in (step, -step))
        assert np.allclose(by_weights[:, :, i], (higher - lower) / (2 * step), atol=1e-7)
    shifted = circuit.jacobian(inputs, weights, names, method="shift")
    assert np.allclose(by_inputs, shifted[0], atol=1e-10) and np.allclose(by_weights, shifted[1], atol=1e-10)
    upstream = np.random.default_rng(1).normal(size=(5, 5))
    vjp = circuit.vjp(inputs, weights, upstream, names)
    assert np.allclose(vjp[0], np.einsum("boi,bo->bi", by_inputs, upstream), atol=1e-12)
    assert np.allclose(vjp[1], np.einsum("bow,bo->w", by_weights, upstream), atol=1e-12)
    gradient = circuit.gradient(inputs, weights, "X1")
    assert np.array_equal(gradient[0], circuit.jacobian(inputs, weights, "X1")[0][:, 0]) and gradient[1].shape == (5, 3)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_any_strides_give_the_same_bits(dtype):
    circuit, _ = random_circuit(3)
    draw = np.random.default_rng(4)
    inputs, weights = draw.normal(size=(70, 2)).astype(dtype), draw.normal(size=3).astype(dtype)
    expected = circuit.expectations(inputs, weights)
    wide = np.zeros((140, 6), dtype)
    wide[::2, 1::3] = inputs
    packed = np.zeros(70, dtype=[("byte", "u1"), ("row", dtype, 2)])
    packed["row"] = inputs
    reverse = np.ascontiguousarray(inputs[::-1, ::-1])
    for same in (np.asfortranarray(inputs), wide[::2, 1::3], reverse[::-1, ::-1], packed["row"]):
        assert np.array_equal(circuit.expectations(same, weights), expected)
    assert np.array_equal(circuit.expectations(inputs, np.repeat(weights, 2)[::2]), expected)


def test_the_number_of_threads_changes_no_bit():
    circuit = quanvas.Circuit.from_model("resqunn", 1)
    draw = np.random.default_rng(0)
    inputs, weights, upstream = draw.normal(size=(20000, 4)), draw.normal(size=16), draw.normal(size=(20000, 4))
    values = [circuit.expectations(inputs, weights, threads=threads) for threads in (1, 2, 3, None)]
    assert all(np.array_equal(value, values[0]) for value in values)
    gradients = [circuit.vjp(inputs, weights, upstream, threads=threads) for threads in (1, 2, 3)]
    assert all(np.array_equal(a, b) for other in gradients for a, b in zip(other, gradients[0]))


def test_threads_of_python_share_a_circuit():
    circuit = quanvas.Circuit.from_model("resqunn", 1)
    draw = np.random.default_rng(0)
    inputs, weights = draw.normal(size=(40, 500, 4)), draw.normal(size=16)
    alone = [circuit.jacobian(batch, weights, "Z0 Z1")[1] for batch in inputs]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda batch: circuit.jacobian(batch, weights, "Z0 Z1", threads=1)[1], inputs))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together))


def test_other_threads_of_python_run_meanwhile():
    circuit = quanvas.Circuit.from_ansatz(18, "strongly_entangling", layers=2)
    running = threading.Thread(target=circuit.expectations, args=(None, np.ones(108)))
    steps = 0
    running.start()
    while running.is_alive():
        steps += 1
    assert steps > 100


def test_a_circuits_nan_stays_its_own():
    circuit, _ = random_circuit(0)
    inputs, weights = np.ones((40, 2)), np.ones(3)
    expected = circuit.expectations(inputs, weights)
    inputs[7] = np.nan
    values = circuit.expectations(inputs, weights)
    assert np.isnan(values[7]).any() and np.array_equal(np.delete(values, 7, 0), np.delete(expected, 7, 0))


def test_empty_batches_are_batches():
    circuit, _ = random_circuit(0)
    inputs, weights = np.ones((0, 2)), np.ones(3)
    assert circuit.expectations(inputs, weights).shape == (0, 3)
    assert np.array_equal(circuit.vjp(inputs, weights, np.ones((0, 3)))[1], np.zeros(3))


BELL = "OPENQASM 3.0; include \"stdgates.inc\"; input float data; input float theta; qubit[2] q; ry(data) q[0]; cx q[0], q[1]; rx(2 * theta + 0.5) q[1];"


def test_openqasm_names_say_what_is_data():
    circuit = quanvas.Circuit.from_qasm(BELL, inputs=["data"])
    assert (circuit.wires, circuit.inputs, circuit.weights, circuit.wire_names) == (2, ["data"], ["theta"], ["q[0]", "q[1]"])
    built = quanvas.Circuit(2).ry(quanvas.input("data"), 0).cx(0, 1).rx(2 * quanvas.weight("theta") + 0.5, 1)
    x, theta = np.linspace(0, 3, 9)[:, None], [0.7]
    assert np.array_equal(circuit.expectations(x, theta), built.expectations(x, theta))
    again = quanvas.Circuit.from_qasm(built.to_qasm(), inputs=["data"])
    assert np.array_equal(again.expectations(x, theta), built.expectations(x, theta))
    for drawing in (circuit.draw(), built.draw()):
        assert "RY(data)" in drawing and "RX(2·theta + 0.5)" in drawing
    assert circuit._repr_svg_().startswith("<svg") and "theta" in circuit._repr_svg_()


@pytest.mark.parametrize("make", [
    lambda: random_circuit(1)[0], lambda: quanvas.Circuit.from_qasm(BELL, inputs=["data"]).with_noise("depolarizing(0.1)"),
    lambda: quanvas.Circuit.from_ansatz(2, "ry_chain", encoding="amplitude"),
    lambda: quanvas.Circuit.from_qasm(BELL.replace("data", "x")),
    lambda: quanvas.Circuit(2).unitary(dense.SWAP, [0, 1]).channel("amplitude_damping", [0.2], 0).rx(quanvas.weight("a"), 0)])
def test_copies_give_the_same_bits(make):
    circuit = make()
    inputs, weights = np.eye(len(circuit.inputs))[:1], np.ones(len(circuit.weights))
    for same in (copy.copy(circuit), copy.deepcopy(circuit), pickle.loads(pickle.dumps(circuit)), circuit.copy()):
        assert np.array_equal(same.expectations(inputs, weights), circuit.expectations(inputs, weights))
        same.x(0)
        assert same.operations == circuit.operations + 1


def test_noise_samples_and_estimates_are_those_of_the_program(program, tmp_path):
    file = tmp_path / "bell.qasm"
    file.write_text(BELL)
    noise = "depolarizing(0.05), readout_error(0.02, 0.1)"
    out = subprocess.run([program, "circuit", file, "--set", "data=0.4", "--set", "theta=1.1", "--observable", "Z0 Z1", "--observable", "X0", "--noise", noise,
                          "--shots", "500", "--seed", "7", "--json"], capture_output=True, text=True, check=True)
    results = json.loads(out.stdout)
    circuit = quanvas.Circuit.from_file(file, inputs=["data"]).with_noise(noise)
    assert circuit.expectations([0.4], [1.1], ["Z0 Z1", "X0"], shots=500, seed=7).tolist() == results["expectations"]
    samples = circuit.samples([0.4], [1.1], shots=500, seed=7)
    counts = dict(zip(*np.unique(["".join(map(str, bits)) for bits in samples], return_counts=True)))
    assert counts == results["counts"]


def test_a_models_layer_is_the_one_of_the_program(program):
    out = subprocess.run([program, "circuit", "--model", "resqunn", "--layer", "2", "--depths", "2,3", "--format", "qasm3"],
                         capture_output=True, text=True, check=True)
    assert quanvas.Circuit.from_model("resqunn", 2, depths="2,3").to_qasm() == out.stdout
