"""Figure 11: the wirings of three layers that gradients pass whole, and the family that they stand in."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG11, Pool

IN_REPORT = ("ResQuNN", 140)
TITLE = "Figure 11: gradients under two wirings of three layers"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG11.find(pool)
    groups = [(wiring, rows[rows["wiring"] == wiring]) for wiring in style.wiring_order(rows["wiring"])]
    figure, data = plots.gradients(results, groups, "Gradients of three layers")
    files = save_figure(figure, folder, "fig11")
    plt.close(figure)
    return Artefacts(TITLE, f"Layers that gradients reach: {plots.reach_sentence(data)}. {plots.NORMS}", data, files)
