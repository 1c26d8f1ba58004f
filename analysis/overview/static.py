"""The page's charts as SVG and PNG, for print: from the same numbers, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

COLORS = ("#0072B2", "#D55E00", "#009E73", "#AA3377", "#7A5C00", "#56B4E9", "#555555", "#000000")  # those of web/looks.js
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", (0, (7, 3)), (0, (2, 2)), (0, (8, 3, 2, 3)), (0, (12, 4)), (0, (4, 4)), (0, (1, 3)), "-")


def _numbers(values: list) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _lines(spec: Mapping, axes: plt.Axes) -> None:
    for index, line in enumerate(spec["lines"]):
        x, color = _numbers(line["x"]), COLORS[index % 8]
        axes.plot(x, _numbers(line["mean"]), color=color, linestyle=DASHES[index % 8], marker=MARKERS[index % 8], markersize=4, label=line["name"])
        axes.fill_between(x, _numbers(line["low"]), _numbers(line["high"]), color=color, alpha=0.16, linewidth=0)
    if spec.get("yLog"):
        axes.set_yscale("log")
    axes.legend(frameon=False, fontsize=8)


def _dots(spec: Mapping, axes: plt.Axes) -> None:
    for place, row in enumerate(spec["rows"]):
        axes.plot(_numbers([row["low"], row["high"]]), [place, place], color=COLORS[0], linewidth=2.5, alpha=0.6)
        axes.plot(row["mean"], place, "o", color=COLORS[0])
    axes.set_yticks(range(len(spec["rows"])), [row["name"] for row in spec["rows"]])
    axes.invert_yaxis()


def _bars(spec: Mapping, axes: plt.Axes) -> None:
    color = {"axis": COLORS[0], "pair": COLORS[2]}
    axes.barh([row["name"] for row in spec["rows"]], _numbers([row["value"] for row in spec["rows"]]), color=[color.get(row["kind"], COLORS[6]) for row in spec["rows"]])
    axes.invert_yaxis()


def _points(spec: Mapping, axes: plt.Axes) -> None:
    for index, group in enumerate(spec["groups"]):
        points = np.array([point[:2] for point in group["points"]], dtype=float).reshape(-1, 2)
        axes.scatter(*points.T, s=18, color=COLORS[index % 8], marker=MARKERS[index % 8], alpha=0.75, label=group["name"])
    if spec.get("front"):
        axes.step(*np.array(spec["front"], dtype=float).T, where="post", color="black", linestyle="--", label="Pareto front")
    axes.legend(frameon=False, fontsize=8)


def _map(spec: Mapping, axes: plt.Axes) -> None:
    values = np.full((len(spec["rowNames"]), len(spec["columns"])), np.nan)
    for column, row, value, _ in spec["cells"]:
        values[row, column] = np.nan if value is None else value
    image = axes.imshow(values, aspect="auto", origin="lower", cmap="PuBu")
    axes.set_xticks(range(len(spec["columns"])), spec["columns"], rotation=30, ha="right")
    axes.set_yticks(range(len(spec["rowNames"])), spec["rowNames"])
    axes.figure.colorbar(image, label=spec["unit"])


# Of parallel coordinates there is none: they are for brushing.
DRAWN: Mapping[str, Callable[[Mapping, plt.Axes], None]] = {"lines": _lines, "dots": _dots, "bars": _bars, "points": _points, "map": _map}


def draw(spec: Mapping, file: Path) -> None:
    """One chart, as SVG or PNG by the file's name."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    try:
        DRAWN[spec["kind"]](spec, axes)
        if spec.get("xLog"):
            axes.set_xscale("log")
        axes.set_xlabel(spec.get("xLabel", ""))
        axes.set_ylabel(spec.get("yLabel", ""))
        figure.savefig(file, dpi=200, metadata={"Date": None} if file.suffix == ".svg" else None)
    finally:
        plt.close(figure)


def write(charts: Mapping[str, Mapping], folder: Path) -> list[Path]:
    """SVG and PNG of each chart, by its name."""
    files = []
    for name, spec in charts.items():
        if spec["kind"] in DRAWN:
            stem = "".join(c if c.isalnum() or c in "_-" else "_" for c in name)
            for ending in ("svg", "png"):
                files.append(folder / f"{stem}.{ending}")
                draw(spec, files[-1])
    return files
