"""Variants of QCQ-CNN that the paper does not try: trained quantum filters, another observable, larger batches, no dropout."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from .. import plots, qcq, stats, style
from ..artefacts import Artefacts, save_figure
from ..experiments import QCQ_VARIANTS, Absent, Pool

IN_REPORT = ("QCQ-CNN", 120)
TITLE = "QCQ-CNN: variants of filter, observable, batch and dropout"

AXES = {"filter": "fixed", "observable": "zz", "batch_size": 1, "dropout": 0.5}  # as in the paper's figures
FIRST = "as in Figures 6 to 8"


def _name(values: dict[str, object]) -> str:
    """What sets a variant apart from the model of the figures."""
    words = {"filter": "{} filter", "observable": "observable {}", "batch_size": "batches of {}", "dropout": "dropout {:g}"}
    return ", ".join(words[name].format(value) for name, value in values.items() if value != AXES[name]) or FIRST


def _variants(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """By name, the model of the figures first."""
    found = {_name(dict(zip(AXES, values))): group for values, group in rows.groupby(list(AXES), sort=False)}
    return {name: found[name] for name in sorted(found, key=lambda name: name != FIRST)}


def _lines(title: str, rows: pd.DataFrame, measure: qcq.Measure) -> list[dict]:
    """A line a variant: its accuracy, and on the same seeds the difference from the first, with Holm's correction over the variants."""
    variants = _variants(rows)
    if FIRST not in variants:
        raise Absent(f"{title}: no completed trial with fixed filters, observable zz and batches of 1 to compare with")
    base = variants[FIRST].set_index("seed")
    compared = {}
    for name, group in variants.items():
        paired = (100 * (group.set_index("seed")[measure.column] - base[measure.column])).dropna()
        if name != FIRST and len(paired):
            compared[name] = stats.compare(paired.to_numpy())
    corrected = dict(zip(compared, stats.holm([c.p for c in compared.values()])))
    lines = []
    for name, group in variants.items():
        band = stats.band(100 * group[measure.column].to_numpy())
        line = {"data set": title, "variant": name, "metric": measure.column, "mean": float(band.mean), "low": float(band.low), "high": float(band.high),
                "seeds": band.seeds, "seconds per epoch": float(group["median_epoch_seconds"].median())}
        if found := compared.get(name):
            line |= {"difference": found.difference.mean, "difference low": found.difference.low, "difference high": found.difference.high, "p": found.p,
                     "p (Holm)": corrected[name], "d": found.effect}
        lines.append(line)
    return lines


def make(pool: Pool, folder: Path) -> Artefacts:
    _, rows = QCQ_VARIANTS.find(pool)
    panels, measure = qcq.panels(rows), qcq.measure(rows)
    data = pd.DataFrame([line for title, group in panels for line in _lines(title, group, measure)])
    names = list(dict.fromkeys(data["variant"]))
    style.use()
    figure, axes = plt.subplots(1, len(panels), figsize=(3 * len(panels) + 2, 0.42 * len(names) + 1.9), sharey=True, squeeze=False, layout="constrained")
    for panel, (title, _) in zip(axes.flat, panels):
        _draw(panel, data[data["data set"] == title], names)
        panel.set_title(title)
        panel.set_xlabel(measure.label)
    axes[0, 0].set_yticks(range(len(names)), names)
    axes[0, 0].set_ylim(len(names) - 0.5, -0.5)
    figure.suptitle(plots.over_seeds("Variants of QCQ-CNN", rows), fontsize=12)
    files = save_figure(figure, folder, "qcq_variants")
    plt.close(figure)
    return Artefacts(TITLE, f"{_words(data, measure)} Differences from the model of the figures on the same seeds, with 95% bootstrap intervals; * where the paired "
                            f"permutation test is significant after Holm's correction over the variants of a data set. Points are means over seeds with 95% "
                            f"Student-t intervals. {qcq.setting(rows)}", data, files)


def _draw(panel: plt.Axes, lines: pd.DataFrame, names: list[str]) -> None:
    base = lines[lines["variant"] == FIRST].iloc[0]
    panel.axvline(base["mean"], color=style.GREY, linestyle=(0, (5, 1.5)), linewidth=1.2)
    for line in lines.to_dict("records"):
        color = style.GREY if line["variant"] == FIRST else style.GREEN
        half = np.nan_to_num((line["high"] - line["low"]) / 2)
        panel.errorbar(line["mean"], names.index(line["variant"]), xerr=half, fmt="o" if line["variant"] == FIRST else "v", color=color, markersize=6, capsize=2.5,
                       linewidth=1.4)
    panel.grid(axis="y", visible=False)


def _words(data: pd.DataFrame, measure: qcq.Measure) -> str:
    parts = []
    for title, lines in data.groupby("data set", sort=False):
        others = lines[lines["variant"] != FIRST]
        words = ", ".join(f"{line['variant']} {line['difference']:+.1f}{'*' if line['p (Holm)'] < stats.ALPHA else ''}" for line in others.to_dict("records")
                          if not np.isnan(line.get("difference", np.nan)))
        parts.append(f"{title}: {words}")
    return f"Differences in points of {measure.words}: {'; '.join(parts)}."
