"""Counterpart of the paper's circuit of a quanvolutional layer: the circuits that the program runs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool

IN_REPORT = ("ResQuNN", 50)
TITLE = "Figure 4: the circuits of the quanvolutional layers"

LAYERS = (("fig04", "1"), ("fig04_layer2", "2"))


def make(pool: Pool, folder: Path) -> Artefacts:
    files, lines = [], []
    for stem, layer in LAYERS:
        operations, drawn = program.draw_circuit(folder, stem, "--model", "resqunn", "--layer", layer)
        files += drawn
        lines += [{"layer": int(layer), **line} for line in program.operation_lines(operations)]
    return Artefacts(TITLE, "Layer 1 (depth 4) and layer 2 (depth 1) as the program runs them: in each repetition pixel x of the 2x2 patch as an RY angle, a "
                            "trained RX angle on each wire, a chain of CNOTs; the expectation values of Z on all four wires are averaged.",
                     pd.DataFrame(lines), files)
