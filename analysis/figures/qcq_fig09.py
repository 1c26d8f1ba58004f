"""Figure 9 of the QCQ-CNN paper: what noise after every gate costs, with exact expectation values."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .. import plots, qcq, qcq_plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG09, QCQ_NOISE, Pool

IN_REPORT = ("QCQ-CNN", 90)
TITLE = "QCQ-CNN, Figure 9: noise with exact expectation values"


def make(pool: Pool, folder: Path) -> Artefacts:
    _, rows = QCQ_FIG09.find(pool)
    panels, measure = qcq.panels(rows), qcq.measure(rows)
    style.use()
    figure, axes = plt.subplots(1, len(panels), figsize=(3.4 * len(panels) + 0.8, 3.9), squeeze=False, layout="constrained")
    records = []
    for panel, (title, group) in zip(axes.flat, panels):
        records += qcq_plots.noise_panel(panel, group, group[group["noise"] == "none"], QCQ_NOISE, measure, {"data set": title})
        panel.set_title(title)
    axes[0, 0].set_ylabel(measure.label)
    figure.suptitle(plots.over_seeds("QCQ-CNN with depolarizing noise", rows), fontsize=12)
    plots.legend_below(figure, list(axes.flat), 3)
    files = save_figure(figure, folder, "qcq_fig09")
    plt.close(figure)
    data = pd.DataFrame(records)
    return Artefacts(TITLE, f"What the strongest noise changes, in points of {measure.words}: {qcq_plots.costs(data, ['data set'])}. {qcq_plots.CHANNELS} "
                            f"{qcq.setting(rows)}", data, files)
