"""How the metric responds to numeric axes, what accuracy costs, and every trial at once in parallel coordinates."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from .. import page, stats
from ..design import Axis, labelled, level_text
from .view import Section, View

MOST_GROUPS = 8
MOST_PARALLEL = 10_000
COSTS = (("seconds", "seconds of a trial"), ("parameters", "trained weights"))
FEWEST_FRONT = 2


def _response(view: View, axis: Axis) -> str:
    """A curve over the levels of a grid, or the points of a sample."""
    rows, values = view.found.rows, view.found.values
    if axis.grouped:
        others = [a.name for a in view.design.axes if a.name != axis.name]
        points = values.groupby([rows[name] for name in (axis.name, *others)]).mean().reset_index(name="value")
        colour = min((a for a in view.design.axes if a.name != axis.name and not a.grouped), key=lambda a: len(a.levels), default=None)
        groups = [{"name": "all", "points": points[[axis.name, "value"]].to_numpy().tolist()}] if colour is None else [
            {"name": f"{colour.name} {level_text(level)}", "points": part[[axis.name, "value"]].to_numpy().tolist()} for level, part in points.groupby(colour.name)][:MOST_GROUPS]
        return view.chart("points", f"response-{axis.name}", f"{view.metric.words.capitalize()} over {axis.name}: a point a configuration, the mean over {view.design.replicates}s.",
                          groups=groups, xLabel=axis.name, yLabel=view.metric.label, unit=view.metric.unit, xLog=axis.logarithmic)
    means = []
    for level in axis.levels:
        of_level = values[rows[axis.name] == level]
        if len(of_level):
            replicate = [rows[name] for name in view.design.replicate]
            interval = stats.bootstrap_mean((of_level.groupby([r[of_level.index] for r in replicate]).mean() if replicate else of_level).to_numpy())
            means.append((level, interval))
    line = {"name": view.metric.words, "x": [level for level, _ in means], "mean": [i.mean for _, i in means], "low": [i.low for _, i in means],
            "high": [i.high for _, i in means], "n": len(values)}
    return view.chart("lines", f"response-{axis.name}", f"{view.metric.words.capitalize()} over {axis.name}: mean over {view.design.replicates}s and 95% band.", lines=[line],
                      xLabel=axis.name, yLabel=view.metric.label, unit=view.metric.unit, xLog=axis.logarithmic)


def _map(view: View, first: Axis, second: Axis) -> str:
    rows, values = view.found.rows, view.found.values
    columns, column_names = labelled(first, rows[first.name])
    lines, row_names = labelled(second, rows[second.name])
    cells = values.groupby([columns, lines]).agg(["mean", "size"])
    entries = [[column_names.index(c), row_names.index(r), cell["mean"], cell["size"]] for (c, r), cell in cells.iterrows()]
    return view.chart("map", f"map-{first.name}-{second.name}", f"Mean {view.metric.words} by {first.name} and {second.name}, over all else.", height=170 + 42 * len(row_names),
                      cells=entries, columns=column_names, rowNames=row_names, xLabel=first.name, yLabel=second.name, unit=view.metric.unit)


def responses(view: View) -> Section | None:
    """Curves of numeric axes and a map of each pair of axes."""
    numeric = [axis for axis in view.design.axes if axis.numeric and len(axis.levels) > 2]
    parts = [_response(view, axis) for axis in numeric] if not view.found.values.empty else []
    pairs = list(itertools.combinations(view.design.axes, 2))[:6]
    maps = [_map(view, *pair) for pair in pairs] if not view.found.values.empty else []
    if maps:
        parts.append("<details><summary>maps of pairs of axes</summary>" + "".join(maps) + "</details>")
    return Section(view.anchor("responses"), "Responses", "".join(parts)) if parts else None


def parallel(view: View) -> Section | None:
    if len(view.design.axes) < 2 or len(view.found.values) < 2:
        return None
    rows, values = view.found.rows.head(MOST_PARALLEL), view.found.values.head(MOST_PARALLEL)
    dimensions, columns = [], []
    for axis in view.design.axes:
        if axis.numeric:
            dimensions.append({"name": axis.name, "log": axis.logarithmic})
            columns.append(rows[axis.name].tolist())
        else:
            names = [level_text(level) for level in axis.levels]
            dimensions.append({"name": axis.name, "levels": names})
            columns.append([names.index(level_text(level)) for level in rows[axis.name]])
    dimensions.append({"name": view.metric.words})
    lines = [list(line) for line in zip(*columns, values.tolist())]
    view.runs.setdefault("brushable", {})[view.anchor("runs")] = [int(i) for i in rows.index]
    chart = view.chart("parallel", "parallel", f"Every trial as a line through its parameters to its {view.metric.words}. Drag along an axis to brush; the table of trials follows.",
                       height=380, dimensions=dimensions, rows=lines)
    return Section(view.anchor("parallel"), "Parallel coordinates", chart)


def _configurations(view: View, cost: str) -> pd.DataFrame:
    names = view.design.names
    frame = view.found.rows[names].assign(value=view.found.values, cost=view.found.rows[cost])
    grouped = frame.groupby(names, sort=False) if names else frame.groupby(lambda _: 0)
    return grouped[["value", "cost"]].mean().reset_index()


def _front(frame: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Configurations that no other beats in both: cheapest first."""
    ordered = frame.sort_values(["cost", "value"], ascending=[True, sign < 0], ignore_index=True)
    better = (sign * ordered["value"]).cummax()
    return ordered[(sign * ordered["value"] >= better) & ((sign * ordered["value"]) > better.shift(fill_value=-np.inf))]


def against_cost(view: View) -> Section | None:
    parts = []
    for cost, words in COSTS:
        if view.found.values.empty or view.found.rows[cost].nunique() < 2:
            continue
        frame = _configurations(view, cost)
        front = _front(frame, view.metric.sign)

        def text(row: pd.Series, words: str = words) -> str:
            named = "\n".join(f"{name}: {level_text(row[name])}" for name in view.design.names)
            return f"{named}\n{view.metric.words}: {row['value']:.4g}{view.metric.unit}\n{words}: {row['cost']:.3g}"

        points = [[row["cost"], row["value"], text(row)] for _, row in frame.iterrows()]
        wide = frame["cost"].max() / max(frame["cost"].min(), 1e-9) > 20
        best = "; ".join(f"{row['cost']:.4g} gives {row['value']:.3g}{view.metric.unit}" for _, row in front.head(5).iterrows())
        parts.append(view.chart("points", f"cost-{cost}", f"{view.metric.words.capitalize()} against {words}, a point a configuration; dashed: the Pareto front ({best}).",
                                groups=[{"name": "configurations", "points": points}], front=front[["cost", "value"]].to_numpy() if len(front) >= FEWEST_FRONT else None,
                                xLabel=words, yLabel=view.metric.label, unit=view.metric.unit, xLog=bool(wide)))
        parts.append(f"<p class=downloads>{view.csv(front, f'pareto_{cost}')}</p>")
    return Section(view.anchor("cost"), "Accuracy against cost", "".join(parts)) if parts else None


def failures(view: View) -> Section | None:
    """How often trials of each level failed or diverged, and by which message."""
    trials = view.results.trials
    bad = trials[trials["status"].isin(("failed", "diverged", "lost"))]
    if bad.empty:
        return None
    lines = []
    for axis in view.design.axes:
        level, names = labelled(axis, trials[axis.name])
        for name in names:
            here, elsewhere = level == name, level != name
            counts = [(int((mask & trials.index.isin(bad.index)).sum()), int((mask & ~trials.index.isin(bad.index)).sum())) for mask in (here, elsewhere)]
            share = stats.share(counts[0][0], sum(counts[0]))
            lines.append({"axis": axis.name, "level": name, "trials": sum(counts[0]), **{s: int((here & (trials["status"] == s)).sum()) for s in ("failed", "diverged", "lost")},
                          "share, %": f"{100 * share.mean:.0f} [{100 * share.low:.0f}, {100 * share.high:.0f}]", "p (Fisher, against the other levels)": stats.fisher_p(*counts)})
    table = pd.DataFrame(lines)
    messages = bad.assign(message=bad["message"].replace("", "no message")).groupby(["status", "message"]).size().sort_values(ascending=False).head(10).reset_index(name="trials")
    return Section(view.anchor("failures"), "Failures and divergences", f"<p class=answer>{len(bad)} of {len(trials)} trials failed, diverged or were lost.</p>{page.table(messages)}"
                   f"<h3>By level</h3>{page.table(table) if lines else ''}<p class=downloads>{view.csv(table, 'failures')}</p>")
