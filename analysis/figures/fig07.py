"""Figure 7: which layers gradients reach under each wiring of two layers."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG07, Pool

IN_REPORT = ("ResQuNN", 80)
TITLE = "Figure 7: gradients under the residual wirings of two layers"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG07.find(pool)
    groups = [(wiring, rows[rows["wiring"] == wiring]) for wiring in style.wiring_order(rows["wiring"])]
    figure, data = plots.gradients(results, groups, "Gradients under residual wirings")
    files = save_figure(figure, folder, "fig07")
    plt.close(figure)
    return Artefacts(TITLE, f"Layers that gradients reach: {plots.reach_sentence(data)}. {plots.NORMS}", data, files)
