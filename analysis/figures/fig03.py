"""Figure 3: which layers gradients reach without residual connections."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG03, Pool

IN_REPORT = ("ResQuNN", 40)
TITLE = "Figure 3: gradients without residuals, two and three layers"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG03.find(pool)
    groups = [(f"{layers} layers", rows[rows["layers"] == layers]) for layers in sorted(set(rows["layers"]))]
    figure, data = plots.gradients(results, groups, "Gradients without residuals")
    files = save_figure(figure, folder, "fig03")
    plt.close(figure)
    return Artefacts(TITLE, f"Layers that gradients reach: {plots.reach_sentence(data)}. {plots.NORMS}", data, files)
