"""The kinds of picture that several figures of the QCQ-CNN paper share: five models over epochs, and accuracy over noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from . import qcq, stats, style
from .experiments import MODEL_NAMES, QCQ_MODELS
from .plots import Line

NOISE_IN = {"both": ("noise in training and inference", style.Look(style.BLUE, "-", "o")),
            "inference": ("noise in inference alone", style.Look(style.ORANGE, "-", "s"))}
CHANNELS = ("Depolarizing with probability γ after every one-wire gate and δ after every two-wire gate. Points are means over seeds with 95% Student-t "
            "intervals.")


def model_lines(rows: pd.DataFrame) -> list[Line]:
    """A line a model, in the paper's order."""
    return [Line(MODEL_NAMES[model], rows[rows["model"] == model], style.model_look(model)) for model in QCQ_MODELS if (rows["model"] == model).any()]


def batches(rows: pd.DataFrame) -> str:
    """The batch size of each model in a sentence."""
    sizes: dict[str, list[str]] = {}
    for model in QCQ_MODELS:
        for size in sorted(set(rows[rows["model"] == model]["batch_size"])):
            sizes.setdefault(str(size), []).append(MODEL_NAMES[model])
    return "Batches of " + ", ".join(f"{size} ({', '.join(names)})" for size, names in sizes.items()) + "."


def _record(block: dict, label: str, noise: str, measure: qcq.Measure, band: stats.Band) -> dict:
    one, two = qcq.strengths(noise)
    return {**block, "noise in": label, "gamma": one, "delta": two, "metric": measure.column, "mean": float(band.mean), "low": float(band.low),
            "high": float(band.high), "seeds": band.seeds}


def noise_panel(axes: Axes, rows: pd.DataFrame, reference: pd.DataFrame, levels: Sequence[str], measure: qcq.Measure, block: dict) -> list[dict]:
    """Accuracy over the levels of noise, for noise in training and inference and in inference alone, with the reference, noiseless and exact, as a
    line with its band; and the records behind it, each with the entries of `block`."""
    base = stats.band(100 * reference[measure.column].to_numpy())
    axes.axhline(float(base.mean), color=style.GREY, linestyle=(0, (5, 1.5)), linewidth=1.3, label="no noise, exact expectation values")
    axes.axhspan(*(float(base.mean if np.isnan(end) else end) for end in (base.low, base.high)), color=style.GREY, alpha=0.13, linewidth=0)
    records = [_record(block, "no noise, exact", "none", measure, base)]
    for (where, (label, look)), shift in zip(NOISE_IN.items(), (-0.13, 0.13)):
        bands = [(place, stats.band(100 * values.to_numpy())) for place, level in enumerate(levels)
                 if len(values := rows[(rows["noise"] == level) & (rows["noise_in"] == where)][measure.column])]
        if bands:
            axes.errorbar([place + shift for place, _ in bands], [b.mean for _, b in bands], yerr=[np.nan_to_num(b.half_width) for _, b in bands], fmt=look.marker,
                          color=look.color, markersize=5.5, capsize=2.5, linewidth=1.4, label=label)
        records += [_record(block, label, levels[place], measure, band) for place, band in bands]
    axes.set_xticks(range(len(levels)), [qcq.noise_label(level) for level in levels])
    axes.set_xlim(-0.5, len(levels) - 0.5)
    axes.grid(axis="x", visible=False)
    return records


def costs(data: pd.DataFrame, by: Sequence[str]) -> str:
    """What the strongest noise costs, in words: "MNIST: -1.2 points in training and inference, ..."."""
    parts = []
    for values, group in data.groupby(by[0] if len(by) == 1 else list(by), sort=False):
        base = group[group["noise in"] == "no noise, exact"]["mean"].iloc[0]
        strongest = group[group["gamma"] == group["gamma"].max()]
        words = ", ".join(f"{row['mean'] - base:+.1f} ({row['noise in'].removeprefix('noise in ')})" for _, row in strongest.iterrows()
                          if row["noise in"] != "no noise, exact")
        parts.append(f"{', '.join(map(str, values)) if isinstance(values, tuple) else values}: {words}")
    return "; ".join(parts)
