"""Counterpart of the paper's drawing of the quantum head: its circuit, and the model it ends."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool, first_trial

IN_REPORT = ("ResQuNN", 70)
TITLE = "Figure 6: the model with a quantum head"


def make(pool: Pool, folder: Path) -> Artefacts:
    trial = first_trial(pool, "a quantum head under (X+O1)+O2", model="resqunn", head="quantum", wiring="(X+O1)+O2")
    files = program.draw_graph(program.text("model", *program.trial_options(trial, "model"), "--format", "dot"), folder, "fig06")
    layer = str(int(trial["layers"]) + 1)
    operations, drawn = program.draw_circuit(folder, "fig06_head", *program.trial_options(trial, "circuit"), "--layer", layer)
    files += drawn
    data = pd.DataFrame(program.operation_lines(operations))
    wires = 1 + max(int(wire) for line in operations for wire in line["wires"])
    return Artefacts(TITLE, f"(X+O1)+O2 with the quantum head, and the head's circuit, as trial {trial['key']} has them: the features as amplitudes of {wires} wires, a "
                            f"trained RY on each, a chain of CNOTs. Z of {int(trial['classes'])} wires are the class scores.", data, files)
