"""Figure 8: training and validation of the residual wirings of two quanvolutional layers, classical head."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .. import stats, style
from ..artefacts import Artefacts, save_figure
from ..results import Results

TITLE = "Figure 8: residual wirings with a classical head"

PANELS = [
    ("train_accuracy", "training accuracy", 100, "%"),
    ("validation_accuracy", "validation accuracy", 100, "%"),
    ("train_loss", "training loss", 1, "cross-entropy"),
    ("validation_loss", "validation loss", 1, "cross-entropy"),
]


def _rows(results: Results) -> pd.DataFrame:
    rows = results.completed(head="classical", layers=2)
    return rows[rows["trainable"] == "all"]


def missing(results: Results) -> str:
    rows = _rows(results)
    if rows.empty:
        return "no completed trial with two trainable layers and a classical head"
    varied = [name for name in _conventions(results) if rows[name].nunique() > 1]
    return f"the trials differ in {', '.join(varied)} as well, which the figure would mix" if varied else ""


def _conventions(results: Results) -> list[str]:
    """The parameters, apart from wiring and seed, that all trials of the figure have to share."""
    columns = list(results.trials.columns)
    parameters = columns[columns.index("model"):columns.index("precision") + 1]
    # A wiring without a sum has no padding to choose.
    return [name for name in parameters if name not in ("wiring", "seed", "pad")]


def make(results: Results, folder: Path) -> Artefacts:
    rows = _rows(results)
    wirings = style.wiring_order(rows["wiring"])
    style.use()
    figure, axes = plt.subplots(2, 2, figsize=(10, 7), sharex=True, layout="constrained")
    records, finals, handles = [], {}, []
    for panel, (metric, label, scale, unit) in zip(axes.flat, PANELS):
        for wiring in wirings:
            curves = results.curves(metric, rows[rows["wiring"] == wiring])
            band = stats.band(scale * curves.values)
            looks = style.look(wiring, wirings)
            line, = panel.plot(curves.epochs, band.mean, color=looks.color, linestyle=looks.dashes, marker=looks.marker,
                               markevery=5, markersize=4.5, label=wiring)
            panel.fill_between(curves.epochs, band.low, band.high, color=looks.color, alpha=0.16, linewidth=0)
            finals[metric, wiring] = (band.mean[-1], band.half_width[-1], band.seeds)
            if metric == PANELS[0][0]:
                handles.append(line)
            records += [{"metric": metric, "unit": unit, "wiring": wiring, "epoch": e, "mean": m, "low": lo, "high": hi,
                         "seeds": band.seeds} for e, m, lo, hi in zip(curves.epochs, band.mean, band.low, band.high)]
        panel.set_title(label.capitalize())
        panel.set_ylabel(unit)
        panel.margins(x=0.02)
        if scale == 100:
            panel.set_ylim(0, 102)
    for panel in axes[1]:
        panel.set_xlabel("epoch")
    first = rows.iloc[0]
    seeds = sorted({n for _, _, n in finals.values()})
    over = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}"
    figure.suptitle(f"ResQuNN on {first['dataset']}: mean and 95% band over {over} seeds", fontsize=12)
    figure.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(wirings), handlelength=3.4)
    files = save_figure(figure, folder, "fig08")
    plt.close(figure)
    return Artefacts(TITLE, _caption(wirings, finals, first), pd.DataFrame(records), files)


def _caption(wirings: list[str], finals: dict, first: pd.Series) -> str:
    def value(metric: str, wiring: str) -> str:
        mean, half, seeds = finals[metric, wiring]
        return f"{mean:.1f} ± {half:.1f}%" if seeds > 1 else f"{mean:.1f}%"

    parts = [f"{w} {value('train_accuracy', w)} training, {value('validation_accuracy', w)} validation" for w in wirings]
    return (f"After {int(first['epochs'])} epochs: {'; '.join(parts)}. Lines are means over seeds, bands 95% Student-t "
            f"intervals of the mean. Output {first['output']}, pixels {first['pixel_scale']}, channel {first['channel']}, "
            f"initial angles {first['init']}, gradients {first['gradient']}.")
