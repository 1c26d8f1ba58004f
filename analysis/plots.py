"""The kinds of picture that several figures share: accuracies and losses over epochs, and gradient norms over epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import stats, style
from .results import Results

PANELS = [
    ("train_accuracy", "training accuracy", 100, "%"),
    ("validation_accuracy", "validation accuracy", 100, "%"),
    ("train_loss", "training loss", 1, "cross-entropy"),
    ("validation_loss", "validation loss", 1, "cross-entropy"),
]


BANDS = "Lines are means over seeds, bands 95% Student-t intervals of the mean."
NORMS = ("Norm of the gradient by a layer's angles, averaged over the steps of an epoch; geometric mean over seeds and its 95% band. A layer that no "
         "gradient reaches has norm 0 in every step and cannot stand on a logarithmic axis; the panel names it.")


@dataclass(frozen=True)
class Line:
    """One group of trials, a row a seed, and how it is drawn."""

    label: str
    rows: pd.DataFrame
    look: style.Look


def draw_band(axes: Axes, epochs: np.ndarray, values: np.ndarray, look: style.Look, label: str) -> stats.Band:
    """Mean and 95% band of values [seed, epoch]."""
    band = stats.band(values)
    axes.plot(epochs, band.mean, color=look.color, linestyle=look.dashes, marker=look.marker, markevery=max(1, len(epochs) // 6), markersize=4.5,
              label=label)
    axes.fill_between(epochs, band.low, band.high, color=look.color, alpha=0.16, linewidth=0)
    return band


def _records(metric: str, unit: str, label: str, epochs: np.ndarray, band: stats.Band) -> list[dict]:
    return [{"metric": metric, "unit": unit, "group": label, "epoch": e, "mean": m, "low": low, "high": high, "seeds": band.seeds}
            for e, m, low, high in zip(epochs, band.mean, band.low, band.high)]


def over_seeds(what: str, rows: pd.DataFrame) -> str:
    """What is shown, over how many seeds."""
    seeds = rows["seed"].nunique()
    return f"{what}: mean and 95% interval over {seeds} seeds" if seeds > 1 else f"{what}: a single seed"


def title(what: str, rows: pd.DataFrame) -> str:
    """What is shown, on which images, over how many seeds."""
    return over_seeds(f"{what} on {', '.join(sorted(set(rows['dataset'])))}", rows)


def _accuracy_floor(results: Results, lines: Sequence[Line]) -> float:
    """Where axes of accuracies start, in percent: at 0, but near chance for two classes that no line falls far below."""
    if any((line.rows["classes"] != 2).any() for line in lines):
        return 0
    lowest = min(float(np.nanmin(results.curves(metric, line.rows).values.mean(axis=0))) for line in lines for metric in ("train_accuracy", "validation_accuracy"))
    return max(0, min(45, 5 * np.floor(20 * lowest - 0.5)))


def legend_below(figure: Figure, axes: Axes | Sequence[Axes], columns: int) -> None:
    """One legend for the figure, outside the data, of what is in these axes."""
    panels = [axes] if isinstance(axes, Axes) else axes
    handles = {label: handle for panel in panels for handle, label in zip(*panel.get_legend_handles_labels())}
    figure.legend(handles.values(), handles.keys(), loc="upper center", bbox_to_anchor=(0.5, 0), ncols=min(columns, len(handles)), handlelength=3.4)


def training(results: Results, lines: Sequence[Line], heading: str) -> tuple[Figure, pd.DataFrame]:
    """Accuracy and loss in training and validation over epochs; and the data, with the columns of _records."""
    style.use()
    floor = _accuracy_floor(results, lines)
    figure, axes = plt.subplots(2, 2, figsize=(10, 7), sharex=True, layout="constrained")
    records = []
    for panel, (metric, label, scale, unit) in zip(axes.flat, PANELS):
        for line in lines:
            curves = results.curves(metric, line.rows)
            band = draw_band(panel, curves.epochs, scale * curves.values, line.look, line.label)
            records += _records(metric, unit, line.label, curves.epochs, band)
        panel.set_title(label.capitalize())
        panel.set_ylabel(unit)
        panel.margins(x=0.02)
        if scale == 100:
            panel.set_ylim(floor, 102)
    for panel in axes[1]:
        panel.set_xlabel("epoch")
    figure.suptitle(heading, fontsize=12)
    legend_below(figure, axes[0, 0], 5)
    return figure, pd.DataFrame(records)


def training_rows(results: Results, blocks: Sequence[tuple[str, Sequence[Line]]], heading: str) -> tuple[Figure, pd.DataFrame]:
    """As training(...), a row of panels for each (title, lines); the data have the title as `block`."""
    style.use()
    floor = _accuracy_floor(results, [line for _, lines in blocks for line in lines])
    figure, axes = plt.subplots(len(blocks), len(PANELS), figsize=(14, 3.1 * len(blocks) + 0.8), sharex=True, sharey="col", squeeze=False, layout="constrained")
    records = []
    for row, (block, lines) in zip(axes, blocks):
        for panel, (metric, label, scale, unit) in zip(row, PANELS):
            for line in lines:
                curves = results.curves(metric, line.rows)
                band = draw_band(panel, curves.epochs, scale * curves.values, line.look, line.label)
                records += [{"block": block, **record} for record in _records(metric, unit, line.label, curves.epochs, band)]
            panel.set_title(f"{block}\n{label}" if panel is row[0] else label, loc="left" if panel is row[0] else "center")
            panel.set_ylabel(unit)
            panel.margins(x=0.02)
            if scale == 100:
                panel.set_ylim(floor, 102)
    for panel in axes[-1]:
        panel.set_xlabel("epoch")
    figure.suptitle(heading, fontsize=12)
    legend_below(figure, axes[0, 0], 5)
    return figure, pd.DataFrame(records)


def finals(data: pd.DataFrame) -> str:
    """The last epoch of training(...)'s data in words: "none 13.6 ± 6.4% training, 11.2 ± 0.9% validation; ..."."""
    last = data[data["epoch"] == data["epoch"].max()]
    parts = []
    for group in last["group"].unique():
        values = {}
        for row in last[last["group"] == group].itertuples():
            half = (row.high - row.low) / 2
            values[row.metric] = f"{row.mean:.1f}%" if np.isnan(half) else f"{row.mean:.1f} ± {half:.1f}%"
        parts.append(f"{group} {values['train_accuracy']} training, {values['validation_accuracy']} validation")
    return "; ".join(parts)


def conventions(rows: pd.DataFrame) -> str:
    """The conventions under which the trials ran, where all share them."""
    words = {"output": "output", "pixel_scale": "pixels", "channel": "channel", "encoding_repeat": "encoding", "init": "initial angles",
             "gradient": "gradients"}
    return "Conventions: " + ", ".join(f"{word} {rows[name].iloc[0]}" for name, word in words.items() if rows[name].nunique() == 1)


LAYER_LOOKS = [style.Look(style.BLUE, "-", "o"), style.Look(style.ORANGE, (0, (5, 1.5)), "s"), style.Look(style.GREEN, (0, (1.2, 1.2)), "^")]


def gradients(results: Results, groups: Sequence[tuple[str, pd.DataFrame]], what: str) -> tuple[Figure, pd.DataFrame]:
    """A panel for each (title, rows): the gradient norm of each layer over epochs, geometric mean and band over seeds on a logarithmic scale.

    Layers that no gradient reaches are named in the panel. Data: group, layer, reached, epoch, mean, low, high, seeds.
    """
    style.use()
    columns = min(len(groups), 3)
    count = -(-len(groups) // columns)
    figure, axes = plt.subplots(count, columns, figsize=(3.6 * columns + 0.6, 3.2 * count + 0.6), sharex=True, sharey=True, squeeze=False,
                                layout="constrained")
    records, most = [], axes.flat[0]
    for panel, (label, rows) in zip(axes.flat, groups):
        unreached = []
        for layer, look in zip(range(int(rows["layers"].iloc[0])), LAYER_LOOKS):
            norms = results.gradient_norms[rows.sort_values("seed").index, :int(rows["epochs_run"].min()), layer]
            epochs = np.arange(1, norms.shape[1] + 1)
            reached = bool((norms > 0).all())
            if reached:
                logs = stats.band(np.log(norms))
                mean, low, high = np.exp(logs.mean), np.exp(logs.low), np.exp(logs.high)
                panel.plot(epochs, mean, color=look.color, linestyle=look.dashes, marker=look.marker, markevery=5, markersize=4.5,
                           label=f"layer {layer + 1}")
                panel.fill_between(epochs, low, high, color=look.color, alpha=0.16, linewidth=0)
            else:
                unreached.append(layer + 1)
                mean = low = high = np.zeros(len(epochs))
            records += [{"group": label, "layer": layer + 1, "reached": reached, "epoch": e, "mean": m, "low": lo, "high": hi, "seeds": len(rows)}
                        for e, m, lo, hi in zip(epochs, mean, low, high)]
        panel.set_title(label)
        if unreached:
            many = "layers" if len(unreached) > 1 else "layer"
            panel.text(0.5, 0.04, f"no gradient reaches {many} {' and '.join(map(str, unreached))}", transform=panel.transAxes, ha="center",
                       va="bottom", color=style.ORANGE, bbox={"facecolor": "white", "edgecolor": style.ORANGE, "boxstyle": "round,pad=0.35"})
        if len(panel.lines) > len(most.lines):
            most = panel
    for panel in axes.flat[len(groups):]:
        panel.set_visible(False)
    axes.flat[0].set_yscale("log")
    for row in axes:
        row[0].set_ylabel("gradient norm (mean of an epoch)")
    for index, panel in enumerate(axes.flat[:len(groups)]):
        if index + columns >= len(groups):
            panel.set_xlabel("epoch")
            panel.tick_params(labelbottom=True)
    figure.suptitle(title(what, pd.concat([rows for _, rows in groups])), fontsize=12)
    handles = {label: handle for panel in axes.flat for handle, label in zip(*panel.get_legend_handles_labels())}
    handles = {label: handles[label] for label in sorted(handles)}
    figure.legend(handles.values(), handles.keys(), loc="upper center", bbox_to_anchor=(0.5, 0), ncols=3, handlelength=3.4)
    return figure, pd.DataFrame(records)


def reach_sentence(data: pd.DataFrame) -> str:
    """Which layers gradients reach, of gradients(...)'s data."""
    parts = []
    for group in data["group"].unique():
        flags = data[data["group"] == group].groupby("layer")["reached"].all()
        layers = [str(layer) for layer, reached in flags.items() if reached]
        parts.append(f"{group}: layer{'s' if len(layers) > 1 else ''} {', '.join(layers) or 'none'} of {len(flags)}")
    return "; ".join(parts)
