"""Figure 6 of the QCQ-CNN paper: the five models on MNIST."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, qcq, qcq_plots
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG06, Pool

IN_REPORT = ("QCQ-CNN", 60)
TITLE = "QCQ-CNN, Figure 6: five models on MNIST"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = QCQ_FIG06.find(pool)
    figure, data = plots.training(results, qcq_plots.model_lines(rows), plots.over_seeds("Five models on MNIST", rows))
    files = save_figure(figure, folder, "qcq_fig06")
    plt.close(figure)
    return Artefacts(TITLE, f"After the last epoch: {plots.finals(data)}. {plots.BANDS} {qcq.setting(rows)} {qcq_plots.batches(rows)}", data, files)
