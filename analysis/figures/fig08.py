"""Figure 8: training and validation of the residual wirings of two quanvolutional layers, classical head."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG08, Pool

IN_REPORT = ("ResQuNN", 100)
TITLE = "Figure 8: residual wirings with a classical head"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG08.find(pool)
    lines = [plots.Line(wiring, rows[rows["wiring"] == wiring], style.look(wiring)) for wiring in style.wiring_order(rows["wiring"])]
    figure, data = plots.training(results, lines, plots.title("ResQuNN", rows))
    files = save_figure(figure, folder, "fig08")
    plt.close(figure)
    return Artefacts(TITLE, f"After {int(rows['epochs'].iloc[0])} epochs: {plots.finals(data)}. {plots.BANDS} {plots.conventions(rows)}.", data, files)
