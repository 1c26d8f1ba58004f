"""Quanvolved features of whole data sets, with circuits that nothing trains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from quanvas import _core
from quanvas._core import Circuit, initial_angles
from quanvas._patches import patch_circuit

__all__ = ["transform"]

CHUNK = 256  # images that are run side by side; results do not depend on it


def transform(images: Any, circuit: Circuit | None = None, *, weights: Any = None, kernel: int = 2, stride: int | None = None, padding: int = 0,
              ansatz: str = "random", encoding: str = "ry", layers: int = 1, scale: float | None = None, observables: str | Sequence[str] | None = None,
              channels: str = "separate", channel: str = "all", seed: int = 0, threads: int | None = None, dtype: Any = "float32") -> np.ndarray:
    """Slides a circuit over images: [N, H, W] or [N, C, H, W] -> [N, maps, rows, columns], of `dtype` float32 or float64.

    Images of uint8 are divided by 255; others are taken as they are. circuit: takes the values of a patch, in the order [channel, row, column], as its
    inputs; without one a fixed random circuit, or what `ansatz`, `encoding`, `layers` and `scale` name (Circuit.from_ansatz). weights: of the circuit,
    radians; without them uniform on [0, 2 pi), from `seed`, which also decides the random circuit. kernel, stride (None: kernel), padding: of the
    patches. observables: as for Circuit.expectations; None for Z of each wire. channels, channel: as for quanvas.torch.Quanv2d. threads: None for all
    cores; results do not depend on it. Identical patches are run once. Raises ValueError for shapes that do not fit.
    """
    maps = np.asarray(images)
    if maps.ndim not in (3, 4):
        raise ValueError(f"images: shape {list(maps.shape)}, where [N, H, W] or [N, C, H, W] is taken")
    maps = maps if maps.ndim == 4 else maps[:, np.newaxis]
    dtype = np.dtype(dtype)
    if dtype not in (np.dtype("float32"), np.dtype("float64")):
        raise ValueError(f"dtype = {dtype}: float32 or float64")
    if circuit is None:
        values = kernel**2 * (maps.shape[1] if channels == "together" else 1)
        circuit = patch_circuit(values, ansatz, encoding, layers=layers, scale=scale, seed=seed)
    if weights is None:
        weights = initial_angles(len(circuit.weights), seed=seed)
    weights = np.asarray(weights, dtype)
    core = _core.Quanvolution(circuit, observables, kernel, stride or kernel, padding, channels, channel)
    out = np.empty(core.output_shape(*maps.shape), dtype)
    for first in range(0, len(maps), CHUNK):
        chunk = maps[first:first + CHUNK].astype(dtype)
        if maps.dtype == np.uint8:
            chunk /= 255
        out[first:first + CHUNK] = core.forward(chunk, weights, False, False, threads)[0]
    return out
