"""What the residuals are worth when gradients pass through expectation values: detached against exact gradients."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from .. import plots, stats, style
from ..artefacts import Artefacts, save_figure
from ..experiments import EXACT, Pool

IN_REPORT = ("ResQuNN", 150)
TITLE = "Exact gradients: what are the residuals worth?"

MODES = {"detached": style.Look(style.ORANGE, "-", "s"), "exact": style.Look(style.BLUE, "-", "o")}
METRIC = "validation_accuracy"


def make(pool: Pool, folder: Path) -> Artefacts:
    _, rows = EXACT.find(pool)
    heads = [head for head in ("classical", "quantum") if head in set(rows["head"])]
    groups = [(layers, w) for layers in sorted(set(rows["layers"])) for w in style.wiring_order(rows[rows["layers"] == layers]["wiring"])]
    style.use()
    figure, axes = plt.subplots(1, len(heads), figsize=(5.6 * len(heads) + 1.2, 0.32 * len(groups) + 2), sharey=True, squeeze=False, layout="constrained")
    data = pd.DataFrame([record for head, panel in zip(heads, axes.flat) for record in _draw(panel, rows[rows["head"] == head], groups, head)])
    axes.flat[0].set_yticks(range(len(groups)), [wiring for _, wiring in groups])
    axes.flat[0].set_ylim(len(groups) - 0.4, -0.6)
    edge = next((i for i, (layers, _) in enumerate(groups) if layers != groups[0][0]), None)
    for panel in axes.flat:
        if edge:
            panel.axhline(edge - 0.5, color="#888888", linewidth=1)
        panel.grid(axis="y", visible=False)
    figure.suptitle(f"{plots.title('Validation accuracy after the last epoch', rows)}; above the line two layers, below three"
                    if edge else plots.title("Validation accuracy after the last epoch", rows), fontsize=12)
    plots.legend_below(figure, axes.flat[0], 2)
    files = save_figure(figure, folder, "exact_gradient")
    plt.close(figure)
    return Artefacts(TITLE, f"{_worth(rows, heads)} Points are means over seeds with 95% Student-t intervals; {_heads(rows)} {plots.conventions(rows)}.", data, files)


def _draw(panel: plt.Axes, rows: pd.DataFrame, groups: list[tuple[int, str]], head: str) -> list[dict]:
    records = []
    for mode, look in MODES.items():
        means, errors = np.full(len(groups), np.nan), np.full(len(groups), np.nan)
        for row, (layers, wiring) in enumerate(groups):
            values = 100 * rows[(rows["gradient"] == mode) & (rows["layers"] == layers) & (rows["wiring"] == wiring)][METRIC]
            if len(values):
                band = stats.band(values.to_numpy())
                means[row], errors[row] = band.mean, band.half_width
                records.append({"head": head, "gradient": mode, "layers": layers, "wiring": wiring, "metric": METRIC, "mean": float(band.mean),
                                "low": float(band.low), "high": float(band.high), "seeds": band.seeds})
        shift = -0.14 if mode == "detached" else 0.14
        panel.errorbar(means, np.arange(len(groups)) + shift, xerr=errors, fmt=look.marker, color=look.color, markersize=5.5, capsize=2, linewidth=1.4,
                       label=f"{mode} gradients")
    panel.axvline(100 / rows["classes"].iloc[0], color="#999999", linewidth=1, linestyle=":")
    panel.set_xlim(0, 102)
    panel.set_xlabel("validation accuracy, % (dotted: chance)")
    panel.set_title(f"{head} head, {rows['classes'].iloc[0]} classes")
    return records


def _worth(rows: pd.DataFrame, heads: list[str]) -> str:
    """What the best residual wiring adds to none, by head, layers and mode."""
    sentences = []
    for head in heads:
        for layers in sorted(set(rows["layers"])):
            parts = []
            for mode in MODES:
                table = 100 * rows[(rows["head"] == head) & (rows["layers"] == layers) & (rows["gradient"] == mode)].pivot_table(
                    index="seed", columns="wiring", values=METRIC)
                if "none" not in table or len(table.columns) < 2:
                    continue
                best = table.mean().idxmax()
                gain = stats.bootstrap_mean((table[best] - table["none"]).dropna().to_numpy())
                parts.append(f"{gain.mean:+.1f} points [{gain.low:+.1f}, {gain.high:+.1f}] with {mode} gradients (none {table['none'].mean():.1f}%, {best} "
                             f"{table[best].mean():.1f}%)")
            if parts:
                sentences.append(f"{head} head, {layers} layers: {' and '.join(parts)}")
    return "What the best wiring (the best after the fact, which flatters it a little) adds to none: " + "; ".join(sentences) + "."


def _heads(rows: pd.DataFrame) -> str:
    quantum = rows[rows["head"] == "quantum"]
    return "" if quantum.empty else f"the quantum head measures the {quantum['head_wires'].iloc[0]} wires."
