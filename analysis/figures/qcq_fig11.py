"""Figure 11 of the QCQ-CNN paper: accuracy and training time over the depth of the classifier's ansatz."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from .. import plots, qcq, stats, style
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_FIG11, Pool

IN_REPORT = ("QCQ-CNN", 110)
TITLE = "QCQ-CNN, Figure 11: depth of the ansatz"

PAPER = {5: 20.0, 7: 44.0}  # percent of additional training time
SECONDS = "median_epoch_seconds"


def _additional(rows: pd.DataFrame, reps: int, shallowest: int) -> np.ndarray:
    """Percent by which an epoch takes longer than at the shallowest depth, of each seed."""
    seconds = rows.pivot_table(index="seed", columns="reps", values=SECONDS)
    return (100 * (seconds[reps] / seconds[shallowest] - 1)).dropna().to_numpy() if reps in seconds and shallowest in seconds else np.empty(0)


def _draw(panel: plt.Axes, title: str, metric: str, values: dict[int, np.ndarray], look: style.Look, shift: float) -> list[dict]:
    bands = {reps: stats.band(of_depth) for reps, of_depth in values.items() if len(of_depth)}
    if bands:
        panel.errorbar([qcq.depth(reps) + shift for reps in bands], [b.mean for b in bands.values()], yerr=[np.nan_to_num(b.half_width) for b in bands.values()],
                       fmt=look.marker, linestyle=look.dashes, color=look.color, markersize=5.5, capsize=2.5, linewidth=1.4, label=title)
    return [{"data set": title, "metric": metric, "depth": qcq.depth(reps), "repetitions": reps, "mean": float(b.mean), "low": float(b.low),
             "high": float(b.high), "seeds": b.seeds} for reps, b in bands.items()]


def make(pool: Pool, folder: Path) -> Artefacts:
    _, rows = QCQ_FIG11.find(pool)
    panels, measure = qcq.panels(rows), qcq.measure(rows)
    depths = [int(r) for r in sorted(set(rows["reps"]))]
    style.use()
    figure, (accuracy, time) = plt.subplots(1, 2, figsize=(10.5, 4.3), layout="constrained")
    records = []
    for place, (title, group) in enumerate(panels):
        look, shift = style.dataset_look(place), 0.09 * (place - (len(panels) - 1) / 2)
        records += _draw(accuracy, title, measure.column, {r: 100 * group[group["reps"] == r][measure.column].to_numpy() for r in depths}, look, shift)
        records += _draw(time, title, "additional seconds, %", {r: _additional(group, r, depths[0]) for r in depths}, look, shift)
    time.plot(list(PAPER), list(PAPER.values()), linestyle="none", marker="*", markersize=13, color="white", markeredgecolor="#222222", label="the paper", zorder=4)
    time.axhline(0, color="#999999", linewidth=1)
    accuracy.set_ylabel(measure.label)
    accuracy.set_title(measure.label.removesuffix(", %").capitalize())
    time.set_ylabel(f"longer than at depth {qcq.depth(depths[0])}, %")
    time.set_title("Additional seconds of an epoch")
    for panel in (accuracy, time):
        panel.set_xticks([qcq.depth(r) for r in depths], [f"{qcq.depth(r)}\n({2 * (r + 1)} angles)" for r in depths])
        panel.set_xlim(qcq.depth(depths[0]) - 0.6, qcq.depth(depths[-1]) + 0.6)
        panel.set_xlabel("depth (trained angles)")
        panel.grid(axis="x", visible=False)
    figure.suptitle(plots.over_seeds("QCQ-CNN over the depth of its ansatz", rows), fontsize=12)
    plots.legend_below(figure, [accuracy, time], 5)
    files = save_figure(figure, folder, "qcq_fig11")
    plt.close(figure)
    data = pd.DataFrame(records)
    return Artefacts(TITLE, f"{measure.words.capitalize()}: {_words(data, measure)}. Additional time: {_times(data)}; the paper: "
                            f"{', '.join(f'+{more:g}% at depth {depth}' for depth, more in PAPER.items())}. Points are means over seeds with 95% "
                            f"Student-t intervals; of a trial's epochs the median seconds count. {qcq.setting(rows)}", data, files)


def _words(data: pd.DataFrame, measure: qcq.Measure) -> str:
    found = data[data["metric"] == measure.column]
    return "; ".join(f"{title} " + ", ".join(f"{row.mean:.1f}% at depth {row.depth}" for row in group.itertuples())
                     for title, group in found.groupby("data set", sort=False))


def _times(data: pd.DataFrame) -> str:
    found = data[(data["metric"] == "additional seconds, %") & (data["depth"] > data["depth"].min())]
    means = found.groupby("depth")["mean"].mean()
    return ", ".join(f"{mean:+.0f}% at depth {depth}" for depth, mean in means.items()) or "not known"
