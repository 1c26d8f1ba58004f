"""Figure 7 of the QCQ-CNN paper: the five models on Fashion-MNIST."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, qcq, qcq_plots
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG07, Pool

IN_REPORT = ("QCQ-CNN", 70)
TITLE = "QCQ-CNN, Figure 7: five models on Fashion-MNIST"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = QCQ_FIG07.find(pool)
    figure, data = plots.training(results, qcq_plots.model_lines(rows), plots.over_seeds("Five models on Fashion-MNIST", rows))
    files = save_figure(figure, folder, "qcq_fig07")
    plt.close(figure)
    return Artefacts(TITLE, f"After the last epoch: {plots.finals(data)}. {plots.BANDS} {qcq.setting(rows)} {qcq_plots.batches(rows)}", data, files)
