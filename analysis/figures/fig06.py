"""Counterpart of the paper's drawing of the quantum head: its circuit, and the model it ends."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool

IN_REPORT = ("ResQuNN", 70)
TITLE = "Figure 6: the model with a quantum head"

QUANTUM = ("--head", "quantum")


def make(pool: Pool, folder: Path) -> Artefacts:
    model = ("--wiring", "(X+O1)+O2", *QUANTUM, "--classes", "4")
    files = program.draw_graph(program.text("model", *model, "--format", "dot"), folder, "fig06")
    operations, drawn = program.draw_circuit(folder, "fig06_head", "--model", "resqunn", *QUANTUM, "--layer", "3")
    files += drawn
    data = pd.DataFrame(program.operation_lines(operations))
    return Artefacts(TITLE, "(X+O1)+O2 with the quantum head, and the head's circuit: the features as amplitudes of ten wires, a trained RY on each, a chain of "
                            "CNOTs. Z of four wires are the class scores.", data, files)
