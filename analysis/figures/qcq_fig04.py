"""Counterpart of the QCQ-CNN paper's Figure 4: the architecture, its quantum filter and its quantum classifier, as the program builds them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import program
from ..artefacts import Artefacts
from ..experiments import Pool, first_trial

IN_REPORT = ("QCQ-CNN", 50)
TITLE = "QCQ-CNN, Figure 4: the architecture and its circuits"

CIRCUITS = (("qcq_fig04_filter", "1", "filter"), ("qcq_fig04_classifier", "2", "classifier"))


def make(pool: Pool, folder: Path) -> Artefacts:
    trial = first_trial(pool, "a QCQ-CNN that measures ZZ", model="qcq_cnn", observable="zz")
    files = program.draw_graph(program.text("model", *program.trial_options(trial, "model"), "--format", "dot"), folder, "qcq_fig04")
    shape = program.trial_options(trial, "circuit")
    lines = []
    for stem, layer, name in CIRCUITS:
        operations, drawn = program.draw_circuit(folder, stem, *shape, "--layer", layer)
        files += drawn
        lines += [{"circuit": name, **line} for line in program.operation_lines(operations)]
    angles = "are sampled by the seed and stay" if trial.get("filter", "fixed") == "fixed" else "are trained"
    return Artefacts(TITLE, f"The network of trial {trial['key']}, with its sizes and weights; the quantum filter that slides over the image, whose angles θ {angles}; "
                            "and the quantum classifier: a feature map of the network's two features, then the trained ansatz; the model reads the "
                            "product of Z on both wires.", pd.DataFrame(lines), files)
