"""Figure 9: each wiring with its quanvolutional layers trained and frozen, classical head."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from .. import plots, stats, style
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG09, Pool

IN_REPORT = ("ResQuNN", 110)
TITLE = "Figure 9: trained against frozen quanvolutional layers"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG09.find(pool)
    wirings = style.wiring_order(rows["wiring"])
    style.use()
    figure, axes = plt.subplots(2, len(wirings), figsize=(2.5 * len(wirings) + 0.8, 6), sharex=True, sharey=True, squeeze=False,
                                layout="constrained")
    records, gains = [], []
    for column, wiring in zip(axes.T, wirings):
        looks = {"all": ("trained", style.look(wiring)), "frozen": ("frozen", style.Look("#222222", (0, (2, 1.5)), "x"))}
        for panel, (metric, label) in zip(column, (("train_accuracy", "training"), ("validation_accuracy", "validation"))):
            finals = {}
            for value, (name, look) in looks.items():
                of_value = rows[(rows["wiring"] == wiring) & (rows["trainable"] == value)]
                curves = results.curves(metric, of_value)
                band = plots.draw_band(panel, curves.epochs, 100 * curves.values, look, name)
                finals[value] = 100 * of_value.set_index("seed")[metric]
                records += [{"wiring": wiring, "layers": name, "metric": metric, "epoch": e, "mean": m, "low": low, "high": high, "seeds": band.seeds}
                            for e, m, low, high in zip(curves.epochs, band.mean, band.low, band.high)]
            panel.set_title(f"{wiring}\n{label}" if panel is column[0] else label)
            paired = pd.concat(finals.values(), axis=1, join="inner").dropna().to_numpy()
            gains.append({"wiring": wiring, "metric": label, "gain": stats.bootstrap_mean(paired[:, 0] - paired[:, 1])})
        column[-1].set_xlabel("epoch")
        column[-1].legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), ncols=1, handlelength=3)
    for panel in axes[:, 0]:
        panel.set_ylabel("accuracy, %")
        panel.set_ylim(0, 102)
    figure.suptitle(plots.title("Trained and frozen layers", rows), fontsize=12)
    files = save_figure(figure, folder, "fig09")
    plt.close(figure)
    words = "; ".join(f"{g['wiring']} {_points(g['gain'])} {g['metric']}" for g in gains)
    return Artefacts(TITLE, f"What training the layers adds to the final accuracy, in points, with 95% bootstrap intervals: {words}. {plots.BANDS} "
                            f"{plots.conventions(rows)}.", pd.DataFrame(records), files)


def _points(interval: stats.Interval) -> str:
    return f"{interval.mean:+.1f}" + ("" if np.isnan(interval.low) else f" [{interval.low:+.1f}, {interval.high:+.1f}]")
