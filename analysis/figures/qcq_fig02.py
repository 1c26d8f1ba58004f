"""Figure 2 of the QCQ-CNN paper: how a QCNN trains on each data set."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, qcq, style
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG02, Pool

IN_REPORT = ("QCQ-CNN", 40)
TITLE = "QCQ-CNN, Figure 2: training a QCNN"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = QCQ_FIG02.find(pool)
    lines = [plots.Line(title, group, style.dataset_look(place)) for place, (title, group) in enumerate(qcq.panels(rows))]
    figure, data = plots.training(results, lines, plots.over_seeds("QCNN", rows))
    files = save_figure(figure, folder, "qcq_fig02")
    plt.close(figure)
    last = data[data["metric"] == "validation_loss"].groupby("group", sort=False)["mean"].last()
    losses = ", ".join(f"{group} {loss:.3f}" for group, loss in last.items())
    return Artefacts(TITLE, f"After the last epoch: {plots.finals(data)}. Validation loss: {losses}. {plots.BANDS} {qcq.setting(rows)}", data, files)
