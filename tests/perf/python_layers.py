#!/usr/bin/env python3
"""What Python adds: a call's overhead, and W1 with input gradients from PyTorch as a ratio to `quanvas bench`, beside plain PyTorch.

usage: tests/perf/python_layers.py [QUANVAS]     (needs torch; PennyLane and others: analysis/peers)

The goals: under 3 microseconds for a call, a ratio of at most 1.1 to the simulator alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

PROGRAM = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("QUANVAS", "build/src/quanvas")).resolve()
sys.path.insert(0, str(PROGRAM.parents[1] / "python"))

import quanvas  # noqa: E402
from quanvas.torch import CircuitLayer, Quanv2d  # noqa: E402

IMAGES, PATCHES, REPETITIONS = 16, 196, 4


def best(step: Callable[[], object], seconds: float = 1.0) -> float:
    """The shortest of many runs, in milliseconds."""
    shortest, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        step()
        shortest = min(shortest, time.perf_counter() - begin)
    return 1e3 * shortest


def kernel() -> float:
    out = subprocess.run([PROGRAM, "bench", "--workload", "W1-inputs", "--threads", "1", "--json"], capture_output=True, text=True, check=True).stdout
    return next(row["milliseconds"] for row in json.loads(out) if row["name"] == "W1-inputs" and row["precision"] == "float")


def plain_circuit(inputs: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """[batch, 4], [16] -> <Z> of each wire: the same circuit on a batch of states [batch, 2, 2, 2, 2], as one writes it in PyTorch."""
    batch = len(inputs)
    state = torch.zeros(batch, 16, dtype=torch.complex64)
    state[:, 0] = 1
    for layer in range(REPETITIONS):
        for wire in range(4):
            for angle, pauli in ((inputs[:, wire], "Y"), (weights[4 * layer + wire].expand(batch), "X")):
                pair = state.reshape(batch, 2**wire, 2, -1)
                cosine, sine = torch.cos(angle / 2).view(-1, 1, 1), torch.sin(angle / 2).view(-1, 1, 1)
                zero, one = pair[:, :, 0], pair[:, :, 1]
                turned = (cosine * zero - sine * one, cosine * one + sine * zero) if pauli == "Y" else (
                    cosine * zero - 1j * sine * one, cosine * one - 1j * sine * zero)
                state = torch.stack(turned, 2).reshape(batch, 16)
        for wire in range(3):
            pair = state.reshape(batch, 2**wire, 2, 2, -1)
            state = torch.stack((pair[:, :, 0], pair[:, :, 1].flip(2)), 2).reshape(batch, 16)
    chances = (state.abs() ** 2).reshape(batch, 2, 2, 2, 2)
    return torch.stack([chances.select(1 + wire, 0).sum((1, 2, 3)) - chances.select(1 + wire, 1).sum((1, 2, 3)) for wire in range(4)], 1)


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    circuit = quanvas.Circuit.from_model("resqunn", 1)
    nothing, weights = np.empty((0, 4), "f4"), quanvas.initial_angles(16, dtype="float32")
    print(f"a call of no circuits            {1e3 * best(lambda: circuit.expectations(nothing, weights, threads=1)):9.2f} us")
    layer, quanv = CircuitLayer(circuit), Quanv2d(1, circuit=circuit)
    x, up = torch.rand(IMAGES * PATCHES, 4, requires_grad=True), torch.rand(IMAGES * PATCHES, 4)
    images, up_maps = torch.rand(IMAGES, 1, 28, 28, requires_grad=True), torch.rand(IMAGES, 4, 14, 14)

    def gradients(run: Callable[[], torch.Tensor], upstream: torch.Tensor, *by: torch.Tensor) -> list[torch.Tensor]:
        return list(torch.autograd.grad(run(), by, upstream))

    alone = kernel()
    ours = gradients(lambda: layer(x), up, x, layer.weight)
    plain = gradients(lambda: plain_circuit(x, layer.weight), up, x, layer.weight)
    if not all(torch.allclose(a, b, rtol=1e-3, atol=1e-3) for a, b in zip(ours, plain)):
        sys.exit("plain PyTorch has other gradients")
    steps = {
        "numpy: Circuit.vjp": lambda: circuit.vjp(x.detach().numpy(), weights, up.numpy(), threads=1),
        "torch: CircuitLayer": lambda: gradients(lambda: layer(x), up, x, layer.weight),
        "torch: Quanv2d on 16 images": lambda: gradients(lambda: quanv(images), up_maps, images, quanv.weight),
        "plain PyTorch": lambda: gradients(lambda: plain_circuit(x, layer.weight), up, x, layer.weight),
    }
    print(f"W1-inputs, the simulator alone   {alone:9.3f} ms")
    for name, step in steps.items():
        milliseconds = best(step)
        print(f"{name:<32} {milliseconds:9.3f} ms   {milliseconds / alone:8.2f} times")


if __name__ == "__main__":
    main()
