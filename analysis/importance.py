"""What matters in a sweep: the share of the variance of a metric that each axis explains, and which pairs of axes interact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import metrics, stats
from .design import Axis, Design, recognise
from .metrics import Metric
from .outcomes import Outcome, outcome
from .results import Results

FEWEST_TRIALS = 4


@dataclass(frozen=True)
class Importance:
    """table: `term`, `kind` (axis, pair, replicate, rest), `share` in percent of the variance, `p` and `p_holm` over all terms, by share."""

    metric: Metric
    table: pd.DataFrame
    notes: list[str]

    def sentence(self) -> str:
        axes = self.table[self.table["kind"].isin(("axis", "pair")) & (self.table["share"] >= 1)]
        if axes.empty:
            return f"No axis explains as much as 1% of the variance of {self.metric.words}."
        words = ", ".join(f"{row.term} {row.share:.0f}%" for row in axes.itertuples())
        return f"Of the variance of {self.metric.words}: {words}."


def _columns(axes: tuple[Axis, ...], rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Positions of sampled numbers as floats, levels of everything else as whole numbers."""
    return {axis.name: axis.position(rows[axis.name]) if axis.numeric and axis.grouped else pd.factorize(rows[axis.name])[0]
            for axis in axes if rows[axis.name].nunique() > 1}


def importance_of(found: Outcome, design: Design) -> Importance:
    rows = found.rows
    axes = _columns(design.axes, rows)
    if not axes or len(rows) < FEWEST_TRIALS:
        return Importance(found.metric, pd.DataFrame(columns=["term", "kind", "share", "p", "p_holm"]), [*found.notes, "Too few trials, or nothing varies."])
    replicate = rows.groupby(list(design.replicate), sort=False).ngroup().to_numpy() if design.replicate else None
    shares = stats.decompose(axes, found.values.to_numpy(), replicate)
    lines = [{"term": " x ".join(s.term) if s.term != ("",) else design.replicates, "kind": "replicate" if s.term == ("",) else "pair" if len(s.term) > 1 else "axis",
              "share": 100 * s.share, "p": s.p} for s in shares]
    lines.append({"term": "everything else", "kind": "rest", "share": max(0.0, 100 - sum(line["share"] for line in lines)), "p": np.nan})
    table = pd.DataFrame(lines)
    table["p_holm"] = np.nan
    tested = table["kind"].isin(("axis", "pair"))
    table.loc[tested, "p_holm"] = stats.holm(table.loc[tested, "p"].to_list())
    table = table.sort_values("share", ascending=False, key=lambda s: s.where(table["kind"] != "rest", -1), ignore_index=True)
    return Importance(found.metric, table, list(found.notes) + _notes(design, shares, len(axes)))


def _notes(design: Design, shares: list[stats.Share], axes: int) -> list[str]:
    notes = []
    if axes > 1 and not any(len(s.term) > 1 for s in shares):
        notes.append("There are too few trials to tell interactions from noise.")
    if design.kind == "incomplete grid":
        notes.append("Not every combination was run, so that shares overlap: each is what an axis explains beyond the others.")
    if any(axis.grouped for axis in design.axes):
        notes.append("Axes with many values are fitted by polynomials of degree 3: rougher responses count as everything else.")
    if design.follows:
        notes.append("Not separable: " + "; ".join(f"{axis} follows {other}" for axis, other in design.follows.items()) + ".")
    return notes


def importance(results: Results, metric: str | None = None, given: Mapping[str, object] | None = None) -> Importance:
    """The functional analysis of variance of a metric (by default as for compare) over the axes of the sweep."""
    design = recognise(results)
    chosen = metrics.find(metric, results.trials) if metric else metrics.reported(results.trials)
    return importance_of(outcome(results, design, chosen, given), design)
