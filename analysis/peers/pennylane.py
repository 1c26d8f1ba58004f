"""Runs the workloads of `quanvas bench` in PennyLane and prints how many times longer they take there.

    build/src/quanvas bench --json --threads 1 > bench.json
    python3 -m analysis.peers.pennylane bench.json

Needs PennyLane (pip install pennylane). Every workload runs the way that PennyLane documents as fast: parameter
broadcasting on default.qubit with backpropagation for many small circuits, lightning.qubit (where it is installed) for the
large state. Workloads that take it too long run on fewer circuits and are scaled up; their lines say so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy

PATCHES = 16 * 196


@dataclass(frozen=True)
class Peer:
    """One workload: its circuits in Quanvas, those run here, and what builds the step that is timed."""

    circuits: int
    run: int
    build: Callable


def _quanvolution(qml, pnp, wires: int, repetitions: int, circuits: int, by_inputs: bool):
    device = qml.device("default.qubit", wires=wires)

    @qml.qnode(device, diff_method="backprop")
    def circuit(inputs, weights):
        for layer in range(repetitions):
            for wire in range(wires):
                qml.RY(inputs[:, wire], wires=wire)
            for wire in range(wires):
                qml.RX(weights[layer, wire], wires=wire)
            for wire in range(wires - 1):
                qml.CNOT(wires=[wire, wire + 1])
        return [qml.expval(qml.PauliZ(wire)) for wire in range(wires)]

    random = numpy.random.default_rng(1)
    inputs = pnp.array(random.random((circuits, wires)), requires_grad=by_inputs)
    weights = pnp.array(random.random((repetitions, wires)), requires_grad=True)
    upstream = random.random((wires, circuits))
    gradient = qml.grad(lambda x, theta: pnp.sum(pnp.stack(circuit(x, theta)) * upstream))
    return lambda: gradient(inputs, weights)


def _head(qml, pnp, circuits: int):
    wires = 10
    device = qml.device("default.qubit", wires=wires)

    @qml.qnode(device, diff_method="backprop")
    def circuit(amplitudes, weights):
        qml.AmplitudeEmbedding(amplitudes, wires=range(wires), normalize=False)
        for wire in range(wires):
            qml.RY(weights[wire], wires=wire)
        for wire in range(wires - 1):
            qml.CNOT(wires=[wire, wire + 1])
        return [qml.expval(qml.PauliZ(wire)) for wire in range(4)]

    random = numpy.random.default_rng(1)
    amplitudes = random.random((circuits, 2**wires))
    amplitudes = pnp.array(amplitudes / numpy.linalg.norm(amplitudes, axis=1, keepdims=True), requires_grad=True)
    weights = pnp.array(random.random(wires), requires_grad=True)
    upstream = random.random((4, circuits))
    gradient = qml.grad(lambda a, theta: pnp.sum(pnp.stack(circuit(a, theta)) * upstream))
    return lambda: gradient(amplitudes, weights)


def _noisy(qml, pnp, circuits: int):
    device = qml.device("default.mixed", wires=2)

    def one(gate, *arguments, wires):
        gate(*arguments, wires=wires)
        qml.DepolarizingChannel(0.005, wires=wires)

    def two(control, target):
        # default.mixed has no depolarizing channel of two wires; two of one wire take about the same time.
        qml.CNOT(wires=[control, target])
        for wire in (control, target):
            qml.DepolarizingChannel(0.01, wires=wire)

    @qml.qnode(device)
    def circuit(x, weights):
        for _ in range(2):
            for wire in range(2):
                one(qml.Hadamard, wires=wire)
            for wire in range(2):
                one(qml.PhaseShift, 2 * x[wire], wires=wire)
            two(0, 1)
            one(qml.PhaseShift, 2 * (numpy.pi - x[0]) * (numpy.pi - x[1]), wires=1)
            two(0, 1)
        for layer in range(2):
            if layer > 0:
                two(0, 1)
            for wire in range(2):
                one(qml.RY, weights[2 * layer + wire], wires=wire)
        return qml.expval(qml.PauliZ(0) @ qml.PauliZ(1))

    random = numpy.random.default_rng(1)
    inputs = random.random((circuits, 2))
    weights = random.random(4)
    return lambda: [circuit(x, weights) for x in inputs]


def _large(qml, pnp):
    wires = 20
    try:
        device = qml.device("lightning.qubit", wires=wires)
    except Exception:  # the plugin is not installed, which PennyLane reports in several ways
        device = qml.device("default.qubit", wires=wires)

    @qml.qnode(device, diff_method=None)
    def circuit(weights):
        for layer in range(10):
            for wire in range(wires):
                qml.RX(weights[layer, wire], wires=wire)
            for wire in range(wires - 1):
                qml.CNOT(wires=[wire, wire + 1])
        return [qml.expval(qml.PauliZ(wire)) for wire in range(wires)]

    weights = numpy.random.default_rng(1).random((10, wires))
    return lambda: circuit(weights)


PEERS = {
    "W1": Peer(PATCHES, PATCHES, lambda qml, pnp, n: _quanvolution(qml, pnp, 4, 4, n, False)),
    "W1-inputs": Peer(PATCHES, PATCHES, lambda qml, pnp, n: _quanvolution(qml, pnp, 4, 4, n, True)),
    "W2": Peer(PATCHES, PATCHES, lambda qml, pnp, n: _quanvolution(qml, pnp, 4, 1, n, True)),
    "W3": Peer(16, 16, _head),
    "W4": Peer(1000, 20, _noisy),
    "W5": Peer(1, 1, lambda qml, pnp, n: _large(qml, pnp)),
    "W6": Peer(PATCHES, 196, lambda qml, pnp, n: _quanvolution(qml, pnp, 9, 4, n, False)),
    "W6-1": Peer(PATCHES, 196, lambda qml, pnp, n: _quanvolution(qml, pnp, 9, 1, n, False)),
}


def milliseconds(step: Callable, seconds: float) -> float:
    """The median time of a step, after one that warms up; three steps at least."""
    step()
    samples, spent = [], 0.0
    while spent < seconds or len(samples) < 3:
        start = time.perf_counter()
        step()
        samples.append(time.perf_counter() - start)
        spent += samples[-1]
    return 1e3 * statistics.median(samples)


def ratios(ours: list[dict], theirs: dict[str, float]) -> list[dict]:
    """For every measurement of `quanvas bench` with one thread, PennyLane's time over ours."""
    return [{"name": line["name"], "precision": line["precision"], "quanvas_milliseconds": line["milliseconds"],
             "pennylane_milliseconds": theirs[line["name"]], "ratio": theirs[line["name"]] / line["milliseconds"]}
            for line in ours if line["threads"] == 1 and line["name"] in theirs]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m analysis.peers.pennylane", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="what `quanvas bench --json --threads 1` printed")
    parser.add_argument("--seconds", type=float, default=2.0, help="time for each workload (default 2)")
    parser.add_argument("--json", action="store_true", help="an array of objects")
    options = parser.parse_args(arguments)
    try:
        ours = json.loads(options.bench.read_text())
    except (OSError, ValueError) as error:
        print(f"{options.bench}: not what `quanvas bench --json` prints: {error}", file=sys.stderr)
        return 2
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        import pennylane as qml
        from pennylane import numpy as pnp
    except ImportError:
        print("PennyLane is not installed; `pip install pennylane pennylane-lightning` installs it", file=sys.stderr)
        return 2
    theirs = {}
    for name in dict.fromkeys(line["name"] for line in ours if line["name"] in PEERS):
        peer = PEERS[name]
        print(f"{name} ...", file=sys.stderr, flush=True)
        theirs[name] = milliseconds(peer.build(qml, pnp, peer.run), options.seconds) * peer.circuits / peer.run
    lines = ratios(ours, theirs)
    if options.json:
        print(json.dumps(lines, indent=2))
        return 0
    print(f"{'workload':<10} {'precision':<10} {'Quanvas (ms)':>14} {f'PennyLane {qml.__version__} (ms)':>24} {'ratio':>8}")
    for line in lines:
        scaled = "   scaled up" if PEERS[line["name"]].run < PEERS[line["name"]].circuits else ""
        print(f"{line['name']:<10} {line['precision']:<10} {line['quanvas_milliseconds']:>14.4g} "
              f"{line['pennylane_milliseconds']:>24.4g} {line['ratio']:>8.0f}{scaled}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
