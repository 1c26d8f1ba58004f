"""Learning curves and gradient norms by level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import stats
from ..design import Axis, labelled
from ..metrics import METRICS
from .view import Section, View

CURVES = ("validation_accuracy", "train_accuracy", "validation_loss")
MOST_LINES = 10
MOST_BANDS = 6  # in one chart, beyond which lines are drawn alone


def _mean_line(name: str, curves: np.ndarray, scale: float) -> dict | None:
    """Mean and band of curves [unit, epoch], as far as all units were run; further on the mean of those that were, without a band."""
    curves = curves[~np.isnan(curves).all(axis=1)]
    if not len(curves):
        return None
    epochs = int((~np.isnan(curves)).any(axis=0).sum())
    whole = int((~np.isnan(curves)).all(axis=0).sum())
    band = stats.band(scale * curves[:, :whole]) if whole else None
    counts = (~np.isnan(curves[:, :epochs])).sum(axis=0)
    mean = scale * np.nanmean(curves[:, :epochs], axis=0)
    nothing = np.full(epochs - whole, np.nan)
    low, high = (np.concatenate([end, nothing]) if band else nothing for end in ((band.low, band.high) if band else (nothing, nothing)))
    if whole < epochs:
        low, high = (np.where(np.isnan(end), mean, end) for end in (low, high))
    return {"name": name, "x": list(range(1, epochs + 1)), "mean": mean, "low": low, "high": high, "n": counts}


def _by_unit(view: View, rows: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """Curves [unit, epoch]: of each seed the mean over the settings, where there are seeds and nothing was stopped early, else of each trial."""
    replicate = [name for name in view.design.replicate if rows[name].nunique() > 1]
    curves = values[rows.index]
    if not replicate or (rows["status"] == "stopped").any():
        return curves
    return pd.DataFrame(curves).groupby(rows.groupby(replicate).ngroup().to_numpy()).mean().to_numpy()


def _lines(view: View, axis: Axis | None, metric: str) -> list[dict]:
    trials = view.results.trials
    rows = trials[trials["status"].isin(("completed", "stopped"))]
    values = view.results.history[metric]
    if axis is None:
        line = _mean_line("all", _by_unit(view, rows, values), METRICS[metric].scale)
        return [line] if line else []
    level, names = labelled(axis, rows[axis.name])
    found = [_mean_line(name, _by_unit(view, rows[level == name], values), METRICS[metric].scale) for name in names[:MOST_LINES] if (level == name).any()]
    return [line for line in found if line]


def learning_curves(view: View) -> Section | None:
    shown = [metric for metric in CURVES if metric in view.results.history]
    parts = []
    for axis in view.design.axes or (None,):
        for number, metric in enumerate(shown):
            lines = _lines(view, axis, metric)
            if not lines or max(len(line["x"]) for line in lines) < 2:
                continue
            key, words = f"curves-{axis.name if axis else 'all'}-{metric}", METRICS[metric].words
            ends = "; ".join(f"{line['name']} {line['mean'][-1]:.3g}{METRICS[metric].unit}" for line in lines)
            most = 100 if METRICS[metric].unit == "%" else None
            chart = view.chart("lines", key, f"{words.capitalize()} over epochs{f' by {axis.name}' if axis else ''}: mean and 95% band over {view.design.replicates}s. At the end: {ends}.",
                               lines=lines, xLabel="epoch", yLabel=METRICS[metric].label, unit=METRICS[metric].unit, most=most)
            parts.append(chart if number == 0 else f"<details><summary>{words}{f' by {axis.name}' if axis else ''}</summary>{chart}</details>")
    stopped = (view.results.trials["status"] == "stopped").any()
    note = "<p class=note>Early stopping ends the worse trials: beyond a rung, a mean is over those that went on, and has no band.</p>" if stopped else ""
    return Section(view.anchor("curves"), "Learning curves", note + "".join(parts)) if parts else None


def gradient_norms(view: View) -> Section | None:
    """The norm of each quantum layer's gradient over epochs, geometric mean over trials; by each axis."""
    norms = view.results.gradient_norms
    if norms.ndim != 3 or not norms.shape[2] or not np.nanmax(norms, initial=0) > 0:
        return None
    rows = view.results.completed()
    parts = []
    for axis in [axis for axis in view.design.axes if not axis.grouped] or [None]:
        level, names = labelled(axis, rows[axis.name]) if axis else (pd.Series("all", index=rows.index), ["all"])
        lines = []
        for name in names[:MOST_LINES]:
            for layer in range(norms.shape[2]):
                of_layer = norms[rows.index[level == name], :, layer]
                of_layer = of_layer[~np.isnan(of_layer).all(axis=1)]
                if not len(of_layer) or not (np.nan_to_num(of_layer, nan=1) > 0).all():
                    continue
                line = _mean_line(f"{name}, layer {layer + 1}", np.log(of_layer), 1)
                lines.append(line | {key: np.exp(line[key]) for key in ("mean", "low", "high")})
        if lines:
            banded = len(lines) <= MOST_BANDS
            if not banded:
                lines = [line | {"low": np.full(len(line["x"]), np.nan), "high": np.full(len(line["x"]), np.nan)} for line in lines]
            text = (f"Gradient norm of each layer over epochs{f' by {axis.name}' if axis else ''}: geometric mean over trials{' with its 95% band' if banded else ''}. Layers that "
                    "receive no gradient in some trial are not drawn.")
            parts.append(view.chart("lines", f"gradients-{axis.name if axis else 'all'}", text, lines=lines, xLabel="epoch", yLabel="gradient norm", unit="", yLog=True))
    return Section(view.anchor("gradients"), "Gradient norms by layer", "".join(parts)) if parts else None
