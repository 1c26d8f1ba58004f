"""Counterpart of the paper's drawing of the quantum head: its circuit, and the model it ends."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool

TITLE = "Figure 6: the model with a quantum head"

QUANTUM = ("--head", "quantum")


def make(pool: Pool, folder: Path) -> Artefacts:
    model = ("--wiring", "(X+O1)+O2", *QUANTUM, "--classes", "4")
    files = program.draw_graph(program.text("model", *model, "--format", "dot"), folder, "fig06")
    head = ("circuit", "--model", "resqunn", *QUANTUM, "--layer", "3")
    files += program.draw_svg(program.text(*head, "--format", "svg"), folder, "fig06_head")
    operations = program.read_json(*head, "--format", "json")["operations"]
    data = pd.DataFrame([{"operation": number, "gate": operation["name"], "wires": " ".join(map(str, operation["wires"])), "column": operation["column"]}
                         for number, operation in enumerate(operations, 1)])
    return Artefacts(TITLE, "(X+O1)+O2 with the quantum head, and the head's circuit: the features as amplitudes of ten wires, a trained RY on each, a chain of "
                            "CNOTs. Z of four wires are the class scores.", data, files)
