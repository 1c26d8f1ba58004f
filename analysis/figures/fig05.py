"""Counterpart of the paper's drawing of the residual wirings: the model graph of each, as the program builds it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import TWO_LAYERS, Pool

IN_REPORT = ("ResQuNN", 60)
TITLE = "Figure 5: the model under each residual wiring"


def make(pool: Pool, folder: Path) -> Artefacts:
    files, lines = [], []
    for number, wiring in enumerate(TWO_LAYERS):
        graph = program.read_json("model", "--wiring", wiring, "--format", "json")
        files += program.draw_graph(program.text("model", "--wiring", wiring, "--format", "dot"), folder, f"fig05_{number + 1}")
        lines += [{"wiring": wiring, "node": node["name"], "output": "x".join(map(str, node["shape"])), "weights": node["weights"],
                   "training": node["training"] if node["weights"] else ""} for node in graph["nodes"]]
    return Artefacts(TITLE, "Each wiring as the program builds it, with its sizes and weights. Dashed: no gradient passes from a quanvolutional layer to its "
                            "input. Grey: weights that no gradient reaches, so that they stay at their initial values.", pd.DataFrame(lines), files)
