"""Counterpart of the QCQ-CNN paper's Figure 1: the circuit of a QCNN, as the program runs it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool

IN_REPORT = ("QCQ-CNN", 30)
TITLE = "QCQ-CNN, Figure 1: the circuit of a QCNN"


def make(pool: Pool, folder: Path) -> Artefacts:
    operations, files = program.draw_circuit(folder, "qcq_fig01", "--model", "qcnn", "--layer", "1")
    return Artefacts(TITLE, f"The quantum convolutional network that stands beside QCQ-CNN: {len(operations)} operations on "
                            f"{1 + max(wire for operation in operations for wire in operation['wires'])} wires, as the program runs them.",
                     pd.DataFrame(program.operation_lines(operations)), files)
