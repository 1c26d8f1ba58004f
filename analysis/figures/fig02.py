"""Figure 2, the motivating case: one quanvolutional layer, trained and frozen."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from .. import plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG02, Pool

IN_REPORT = ("ResQuNN", 30)
TITLE = "Figure 2: one quanvolutional layer, trained and frozen"

LOOKS = {"all": ("trained", style.Look(style.BLUE, "-", "o")), "frozen": ("frozen", style.Look(style.ORANGE, (0, (5, 1.5)), "s"))}


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG02.find(pool)
    lines = [plots.Line(label, rows[rows["trainable"] == value], look) for value, (label, look) in LOOKS.items()]
    figure, data = plots.training(results, lines, plots.title("One quanvolutional layer", rows))
    files = save_figure(figure, folder, "fig02")
    plt.close(figure)
    first = rows.iloc[0]
    images = int(first["classes"] * first["samples_per_class"])
    return Artefacts(TITLE, f"After {int(first['epochs'])} epochs on {images} images, {first['train_fraction']:.0%} of them training: {plots.finals(data)}. "
                            f"A layer of depth {first['depths']}, equally many images of each class. {plots.BANDS} {plots.conventions(rows)}.", data, files)
