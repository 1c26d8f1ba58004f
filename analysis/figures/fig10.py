"""Figure 10: the residual wirings with a quantum head, under each reading of the head that the paper leaves open."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from .. import plots, style
from ..artefacts import Artefacts, save_figure
from ..experiments import FIG10, Pool

IN_REPORT = ("ResQuNN", 120)
TITLE = "Figure 10: residual wirings with a quantum head"

METRICS = (("train_accuracy", "training accuracy, %"), ("validation_accuracy", "validation accuracy, %"))


def reading(head_wires: str, head_padding: str) -> str:
    return f"Z of the {head_wires} wires, {head_padding} padding"


def make(pool: Pool, folder: Path) -> Artefacts:
    results, rows = FIG10.find(pool)
    depth = int(rows["head_depth"].min())
    shallow = rows[rows["head_depth"] == depth]
    readings = list(dict.fromkeys(zip(shallow["head_wires"], shallow["head_padding"])))
    wirings = style.wiring_order(rows["wiring"])
    style.use()
    figure, axes = plt.subplots(2, len(readings), figsize=(3.1 * len(readings) + 0.8, 6.4), sharex=True, sharey=True, squeeze=False, layout="constrained")
    records = []
    for column, (wires, padding) in zip(axes.T, readings):
        of_reading = shallow[(shallow["head_wires"] == wires) & (shallow["head_padding"] == padding)]
        for panel, (metric, _) in zip(column, METRICS):
            panel.axhline(100 / shallow["classes"].iloc[0], color="#999999", linewidth=1, linestyle=":")
            for wiring in wirings:
                curves = results.curves(metric, of_reading[of_reading["wiring"] == wiring])
                band = plots.draw_band(panel, curves.epochs, 100 * curves.values, style.look(wiring), wiring)
                records += [{"head_wires": wires, "head_padding": padding, "head_depth": depth, "wiring": wiring, "metric": metric, "epoch": e, "mean": m,
                             "low": low, "high": high, "seeds": band.seeds} for e, m, low, high in zip(curves.epochs, band.mean, band.low, band.high)]
        column[0].set_title(f"{wires} wires measured\n{padding} padding")
        column[-1].set_xlabel("epoch")
    for row, (_, label) in zip(axes, METRICS):
        row[0].set_ylabel(label)
        row[0].set_ylim(0, 102)
    figure.suptitle(plots.title("Quantum head", rows) + "; dotted: chance", fontsize=12)
    plots.legend_below(figure, axes[0, 0], len(wirings))
    files = save_figure(figure, folder, "fig10")
    plt.close(figure)
    data = pd.DataFrame(records)
    return Artefacts(TITLE, f"{_finals(data, wirings)}{_deeper_finals(rows, wirings)} Features are divided by their norm, amplitude-encoded into 10 wires, RY on each wire and a chain of "
                            f"CNOTs ({depth} repetition{'s' if depth > 1 else ''}); no classical layer. {plots.BANDS} {plots.conventions(shallow)}.",
                     _with_deeper(rows, data), files)


def _finals(data: pd.DataFrame, wirings: list[str]) -> str:
    last = data[(data["epoch"] == data["epoch"].max()) & (data["metric"] == "validation_accuracy")]
    parts = []
    for (wires, padding), group in last.groupby(["head_wires", "head_padding"], sort=False):
        means = group.set_index("wiring")["mean"]
        parts.append(f"{reading(wires, padding)}: " + ", ".join(f"{w} {means[w]:.0f}%" for w in wirings if w in means))
    return "Validation accuracy after the last epoch. " + "; ".join(parts) + "."


def _deeper_finals(rows: pd.DataFrame, wirings: list[str]) -> str:
    """Under the reading that is named first, what more repetitions change."""
    first = rows.iloc[0]
    literal = rows[(rows["head_wires"] == first["head_wires"]) & (rows["head_padding"] == first["head_padding"])]
    means = 100 * literal.groupby(["head_depth", "wiring"])["validation_accuracy"].mean()
    depths = sorted(set(literal["head_depth"]))[1:]
    return "".join(f" With {depth} repetitions and {reading(first['head_wires'], first['head_padding'])}: "
                   + ", ".join(f"{w} {means[depth, w]:.0f}%" for w in wirings if (depth, w) in means) + "." for depth in depths)


def _with_deeper(rows: pd.DataFrame, data: pd.DataFrame) -> pd.DataFrame:
    """The drawn curves, and of the deeper heads the last epoch alone."""
    deeper = rows[rows["head_depth"] > rows["head_depth"].min()]
    lines = [{"head_wires": wires, "head_padding": padding, "head_depth": depth, "wiring": wiring, "metric": metric, "epoch": int(group["epochs_run"].min()),
              "mean": 100 * group[metric].mean(), "seeds": len(group)}
             for (wires, padding, depth, wiring), group in deeper.groupby(["head_wires", "head_padding", "head_depth", "wiring"], sort=False)
             for metric, _ in METRICS]
    return pd.concat([data, pd.DataFrame(lines)], ignore_index=True)
