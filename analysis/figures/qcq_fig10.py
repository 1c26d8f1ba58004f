"""Figure 10 of the QCQ-CNN paper: what noise after every gate costs where expectation values are estimated from 128 and 1024 shots."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .. import plots, qcq, qcq_plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG10, QCQ_NOISE, Pool

IN_REPORT = ("QCQ-CNN", 100)
TITLE = "QCQ-CNN, Figure 10: noise with finitely many shots"

LEVELS = ["none", *QCQ_NOISE]


def make(pool: Pool, folder: Path) -> Artefacts:
    _, rows = QCQ_FIG10.find(pool)
    panels, measure = qcq.panels(rows), qcq.measure(rows)
    shots = [int(s) for s in sorted(set(rows["shots"])) if s > 0]
    style.use()
    figure, axes = plt.subplots(len(shots), len(panels), figsize=(3.6 * len(panels) + 0.8, 2.9 * len(shots) + 1.2), sharex=True, sharey="col", squeeze=False,
                                layout="constrained")
    records = []
    for column, (title, group) in zip(axes.T, panels):
        exact = group[(group["noise"] == "none") & (group["shots"] == 0)]
        for panel, count in zip(column, shots):
            records += qcq_plots.noise_panel(panel, group[group["shots"] == count], exact, LEVELS, measure, {"data set": title, "shots": count})
        column[0].set_title(title)
    for row, count in zip(axes, shots):
        row[0].set_ylabel(f"{count} shots\n{measure.label}")
    figure.suptitle(plots.over_seeds("QCQ-CNN with depolarizing noise and shots", rows), fontsize=12)
    plots.legend_below(figure, list(axes.flat), 3)
    files = save_figure(figure, folder, "qcq_fig10")
    plt.close(figure)
    data = pd.DataFrame(records)
    return Artefacts(TITLE, f"What the strongest noise changes against exact values without noise, in points of {measure.words}, by data set and shots: "
                            f"{qcq_plots.costs(data, ['data set', 'shots'])}. {qcq_plots.CHANNELS} {qcq.setting(rows)}", data, files)
