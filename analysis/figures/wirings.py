"""The structural answer beside Figures 3, 7 and 11: every wiring of two and three layers and the layers that gradients reach."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .. import program, style
from ..artefacts import Artefacts, save_figure
from ..experiments import Pool

IN_REPORT = ("ResQuNN", 90)
TITLE = "Gradient reach of every wiring of two and three layers"


def _draw(axes: plt.Axes, family: list[dict], layers: int) -> None:
    for row, wiring in enumerate(family):
        whole = wiring["reaches_all"]
        for layer, reached in enumerate(wiring["gradient_reached"], 1):
            axes.plot(layer, row, marker="o", markersize=11, color=(style.BLUE if whole else style.SKY) if reached else "white",
                      markeredgecolor=style.BLUE if reached else "#999999")
        if whole:
            axes.axhspan(row - 0.5, row + 0.5, color=style.YELLOW, alpha=0.18, linewidth=0)
    axes.set_xticks(range(1, layers + 1), [f"layer {k}" for k in range(1, layers + 1)])
    axes.set_yticks(range(len(family)), [w["wiring"] for w in family])
    axes.set_xlim(0.5, layers + 0.5)
    axes.set_ylim(len(family) - 0.5, -0.5)
    axes.grid(False)
    axes.tick_params(length=0)
    axes.set_title(f"{layers} layers: {sum(w['reaches_all'] for w in family)} of {len(family)} reach all")


def make(pool: Pool, folder: Path) -> Artefacts:
    families = {layers: program.read_json("wirings", "--layers", str(layers), "--json") for layers in (2, 3)}
    style.use()
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 5.6), layout="constrained", gridspec_kw={"width_ratios": [2, 3]})
    for panel, (layers, family) in zip(axes, families.items()):
        _draw(panel, family, layers)
    files = save_figure(figure, folder, "wirings")
    plt.close(figure)
    lines = [{"layers": layers, "wiring": w["wiring"], "feature map": w["feature_map"], "all reached": w["reaches_all"],
              **{f"layer {k} reached": reached for k, reached in enumerate(w["gradient_reached"], 1)}}
             for layers, family in families.items() for w in family]
    whole = {layers: [w["wiring"] for w in family if w["reaches_all"]] for layers, family in families.items()}
    caption = " ".join(f"Of {len(families[n])} wirings of {n} layers {len(w)} reach every layer: {' and '.join(w)}." for n, w in whole.items())
    return Artefacts(TITLE, f"{caption} From the wiring alone, when gradients do not pass from a layer to its input; filled: reached.",
                     pd.DataFrame(lines), files)
