"""Counterpart of the QCQ-CNN paper's Figure 4: the architecture, its quantum filter and its quantum classifier, as the program builds them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool

IN_REPORT = ("QCQ-CNN", 50)
TITLE = "QCQ-CNN, Figure 4: the architecture and its circuits"

MODEL = ("--model", "qcq_cnn")
CIRCUITS = (("qcq_fig04_filter", "1", "filter"), ("qcq_fig04_classifier", "2", "classifier"))


def make(pool: Pool, folder: Path) -> Artefacts:
    files = program.draw_graph(program.text("model", *MODEL, "--format", "dot"), folder, "qcq_fig04")
    lines = []
    for stem, layer, name in CIRCUITS:
        operations, drawn = program.draw_circuit(folder, stem, *MODEL, "--layer", layer)
        files += drawn
        lines += [{"circuit": name, **line} for line in program.operation_lines(operations)]
    return Artefacts(TITLE, "The network with its sizes and weights, the quantum filter that slides over the image, and the quantum classifier: a ZZ feature "
                            "map of the network's two features, then the trained ansatz RealAmplitudes.", pd.DataFrame(lines), files)
