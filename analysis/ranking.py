"""The best configurations of a sweep, and how sure it is that they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import metrics, stats
from .design import Design, level_text, recognise
from .errors import BadInput
from .metrics import Metric
from .outcomes import Outcome, outcome
from .results import Results


@dataclass(frozen=True)
class Ranking:
    """table: a row a configuration, best first: its axes, `n`, mean, low and high of what it was chosen by (`chosen_...`) and, where it is another metric,
    of what is reported (`reported_...`); `p_best`, of the hypothesis that no other configuration is better, and `may_be_best`, whether that
    cannot be ruled out at 95%. honest: the mean of what is reported, when the best is chosen by the other replicates alone."""

    axes: list[str]
    chosen_by: Metric
    reported: Metric
    table: pd.DataFrame
    honest: float
    certain: bool
    replicates: str
    notes: list[str]

    @property
    def candidates(self) -> int:
        return int(self.table["may_be_best"].sum())

    def name(self, row: pd.Series) -> str:
        """A configuration as a reader would say it."""
        return ", ".join(f"{axis} {level_text(row[axis])}" for axis in self.axes) or "the one configuration"

    def sentence(self) -> str:
        first = self.table.iloc[0]
        metric = self.chosen_by
        ends = "" if np.isnan(first["chosen_low"]) else f" [{first['chosen_low']:.3g}, {first['chosen_high']:.3g}]"
        value = f"{first['chosen_mean']:.3g}{metric.unit}{ends} {metric.words}, {int(first['n'])} {self.replicates}{'s' if first['n'] != 1 else ''}"
        text = f"Best of {len(self.table)} configurations: {self.name(first)} ({value})."
        if not self.certain:
            return f"{text} How sure that is cannot be said."
        others = self.candidates - 1
        text += " It is the only one that can be the best." if others == 0 else (
            f" {others} other{'s' if others > 1 else ''} of them cannot be ruled out as the best, at 95%.")
        if not np.isnan(self.honest):
            text += (f" Chosen by the other {self.replicates}s alone, it gives {self.honest:.3g}{self.reported.unit} {self.reported.words} on the one left out: "
                     "what the choice can be expected to give.")
        return text


def _summary(values: pd.Series, sign: int) -> tuple[float, float, float]:
    interval = stats.bootstrap_mean(values.to_numpy())
    return interval.mean, interval.low, interval.high


def _table(found: Outcome, reported: Outcome, axes: list[str]) -> pd.DataFrame:
    lines = []
    grouped = found.rows.groupby(axes if len(axes) > 1 else axes[0], sort=False) if axes else [((), found.rows)]
    for values, rows in grouped:
        values = values if isinstance(values, tuple) else (values,)
        mean, low, high = _summary(found.values[rows.index], found.metric.sign)
        line = dict(zip(axes, values)) | {"n": len(rows), "chosen_mean": mean, "chosen_low": low, "chosen_high": high}
        if reported.metric != found.metric and len(both := rows.index.intersection(reported.values.index)):
            mean, low, high = _summary(reported.values[both], 1)
            line |= {"reported_mean": mean, "reported_low": low, "reported_high": high}
        lines.append(line)
    return pd.DataFrame(lines).sort_values("chosen_mean", ascending=not found.metric.higher_is_better, ignore_index=True, kind="stable")


def _matrix(found: Outcome, design: Design, table: pd.DataFrame) -> pd.DataFrame:
    """[replicate, row of the table]: values of the configurations that every replicate has; those with fewer replicates are left out."""
    axes = [name for name in design.names if name in table]
    place = pd.merge(found.rows[axes].reset_index(), table[axes].reset_index(names="configuration"), on=axes).set_index("index")["configuration"] if axes \
        else pd.Series(0, index=found.rows.index)
    replicate = found.rows.groupby(list(design.replicate), sort=False).ngroup() if design.replicate else pd.Series(0, index=found.rows.index)
    matrix = pd.DataFrame({"configuration": place, "replicate": replicate, "value": found.values}).pivot_table(
        index="replicate", columns="configuration", values="value")
    return matrix.loc[:, matrix.notna().sum() == len(matrix)]


def _certainty(found: Outcome, reported: Outcome, design: Design, table: pd.DataFrame) -> tuple[np.ndarray, float, list[str]]:
    """p_best by row of the table (NaN where it is not known), the honest mean, and notes."""
    p = np.full(len(table), np.nan)
    matrix = _matrix(found, design, table)
    unit = design.replicates
    if len(matrix) < 2 or matrix.shape[1] < 2:
        return p, np.nan, [f"Nothing was repeated: how sure the order is cannot be said; run several {unit if design.replicate else 'seed'}s."] \
            if len(matrix) < 2 and len(table) > 1 else []
    notes = []
    if matrix.shape[1] < len(table):
        notes.append(f"{len(table) - matrix.shape[1]} configurations lack {unit}s that others have and are not tested against them.")
    best = stats.select_best(found.metric.sign * matrix.to_numpy())
    p[matrix.columns.to_numpy()] = best.p
    fewest = 5
    if len(matrix) < fewest:
        notes.append(f"{len(matrix)} {unit}s cannot rule out any configuration at 95%; {fewest} could.")
    return p, _honest(found, reported, design, table, matrix), notes


def _honest(found: Outcome, reported: Outcome, design: Design, table: pd.DataFrame, matrix: pd.DataFrame) -> float:
    if len(matrix) < 3:
        return np.nan
    shown = _matrix(reported, design, table) if reported.metric != found.metric else matrix
    if shown.shape != matrix.shape:
        return np.nan
    values = found.metric.sign * matrix.to_numpy()
    chosen = (values.sum(axis=0) - values).argmax(axis=1)
    return float(shown.to_numpy()[np.arange(len(values)), chosen].mean())


def _same_data(found: Outcome, reported: Outcome) -> list[str]:
    if reported.metric != found.metric:
        return [f"Chosen by {found.metric.words}, reported by {reported.metric.words}."]
    if found.metric.column.startswith(("validation", "train")):
        return [f"Chosen and reported by the same {found.metric.words}, so that the best one's mean is likely too good; with test images (test_per_class or "
                "test_fraction) it would not be."]
    return []


def best(results: Results, metric: str | None = None, given: Mapping[str, object] | None = None) -> Ranking:
    """Ranks the configurations by a metric (by default validation accuracy, reporting test accuracy where every trial has one) among completed trials.
    Raises BadInput where there are none."""
    design = recognise(results)
    chosen = metrics.find(metric, results.trials) if metric else metrics.chosen_by(results.trials)
    found = outcome(results, design, chosen, given, censored=False)
    reported = outcome(results, design, chosen if metric else metrics.reported(results.trials), given, censored=False)
    if found.values.empty:
        raise BadInput(f"{results.name}: no completed trial to rank; {len(results.trials)} trials, of them "
                       + ", ".join(f"{count} {status}" for status, count in results.trials["status"].value_counts().items()))
    axes = [name for name in design.names if found.rows[name].nunique() > 1]
    table = _table(found, reported, axes)
    p, honest, notes = _certainty(found, reported, design, table)
    table["p_best"] = p
    table["may_be_best"] = ~(p <= stats.ALPHA)
    return Ranking(axes, chosen, reported.metric, table, honest, bool(np.isfinite(p).any()), design.replicates,
                   list(found.notes) + _same_data(found, reported) + notes)
