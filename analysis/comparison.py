"""The levels of an axis compared: paired over everything else, corrected for how many comparisons there are."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import metrics, stats
from .design import Axis, Design, labelled, recognise
from .errors import BadInput
from .metrics import Metric
from .outcomes import Outcome, outcome, value_text
from .results import Results
from .stats.effects import achieved_correlation

MOST_ALL_PAIRS = 8  # levels up to which all pairs are compared when no baseline is named


@dataclass(frozen=True)
class Pair:
    """First minus second. p_holm: corrected over the comparisons of the axis. delta: Cliff's. correlation: that pairing achieved, NaN if unpaired."""

    first: str
    second: str
    found: stats.Comparison
    p_holm: float
    delta: float
    correlation: float
    equivalence: stats.Equivalence | None = None


@dataclass(frozen=True)
class Compared:
    """unit: what is counted: seeds, sampled configurations, or settings where nothing was repeated. levels: mean and interval of each level."""

    by: str
    metric: Metric
    given: dict[str, str]
    pairs: list[Pair]
    levels: pd.DataFrame
    paired: bool
    unit: str
    epoch: int | None
    notes: list[str]


def _keys(design: Design, by: Axis, rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """What else varies among the rows: axes, and what repeats them."""
    others = [name for name in design.names if name != by.name and rows[name].nunique() > 1]
    return others, [name for name in design.replicate if rows[name].nunique() > 1]


def _units(values: pd.Series, rows: pd.DataFrame, others: list[str], replicate: list[str], design: Design) -> tuple[pd.Series, str]:
    """Which unit each trial belongs to. Units are what the test permutes, and the results are taken to hold for others like them."""
    sampled = [axis.name for axis in design.axes if axis.sampled and axis.name in others]
    if sampled:
        names, word = sampled, "configuration"
    elif replicate:
        names, word = replicate, design.replicates
    elif others:
        names, word = others, "setting"
    else:
        return pd.Series(range(len(rows)), index=rows.index), "trial"
    return rows.groupby(names, sort=False).ngroup(), word


def _matrix(found: Outcome, level: pd.Series, others: list[str], replicate: list[str], unit: pd.Series) -> pd.DataFrame:
    """[block, level]: values, of blocks that are alike in everything else; the index's first level is the unit."""
    frame = pd.DataFrame({"unit": unit, "level": level, "value": found.values})
    block = [name for name in (*others, *replicate)]
    keys = found.rows.groupby(block, sort=False).ngroup() if block else pd.Series(range(len(frame)), index=frame.index)
    frame["block"] = keys
    return frame.pivot_table(index=["unit", "block"], columns="level", values="value", aggfunc="mean")


def _paired(matrix: pd.DataFrame, first: str, second: str, margin: float | None) -> Pair | None:
    both = matrix.reindex(columns=[first, second]).dropna().groupby(level="unit").mean()
    if both.empty:
        return None
    differences = (both[first] - both[second]).to_numpy()
    equivalence = stats.equivalence(differences, margin) if margin is not None and len(differences) > 1 else None
    return Pair(first, second, stats.compare(differences), np.nan, stats.cliffs_delta(both[first], both[second]),
                achieved_correlation(both[first].to_numpy(), both[second].to_numpy()), equivalence)


def _separate(points: pd.Series, level: pd.Series, first: str, second: str) -> Pair | None:
    groups = [points[level == name].to_numpy() for name in (first, second)]
    if not all(len(group) for group in groups):
        return None
    return Pair(first, second, stats.compare_groups(*groups), np.nan, stats.cliffs_delta(*groups), np.nan)


def _wanted(levels: list[str], baseline: str | None, axis: Axis) -> list[tuple[str, str]]:
    if baseline is not None:
        if baseline not in levels:
            raise BadInput(f"`{axis.name}` has no level {baseline} among these trials; there are {', '.join(levels)}")
        return [(level, baseline) for level in levels if level != baseline]
    if len(levels) > MOST_ALL_PAIRS:
        return [(level, levels[0]) for level in levels[1:]]
    return [(b, a) for a, b in itertools.combinations(levels, 2)]


def _summary(points: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """Mean and interval of each level over its units."""
    lines = []
    for level in levels:
        values = points.loc[points["level"] == level, "value"].to_numpy()
        if len(values):
            interval = stats.bootstrap_mean(values)
            lines.append({"level": level, "mean": interval.mean, "low": interval.low, "high": interval.high, "n": len(values)})
    return pd.DataFrame(lines, columns=["level", "mean", "low", "high", "n"])


def _corrected(pairs: list[Pair]) -> list[Pair]:
    corrected = stats.holm([pair.found.p for pair in pairs])
    return [Pair(p.first, p.second, p.found, c, p.delta, p.correlation, p.equivalence) for p, c in zip(pairs, corrected)]


def _number_text(text: str, axis: Axis) -> str:
    """A level that the user names, as levels are written: 1e-2 is 0.01."""
    try:
        return f"{float(text):g}" if axis.numeric else text
    except ValueError:
        return text


def compare_outcome(found: Outcome, design: Design, by: str, baseline: str | None = None, margin: float | None = None,
                    given: Mapping[str, object] | None = None) -> Compared:
    """The levels of an axis in these trials; raises BadInput where there are fewer than two."""
    axis = design.axis(by)
    level, levels = labelled(axis, found.rows[by])
    levels = [name for name in levels if (level == name).any()]
    if len(levels) < 2:
        raise BadInput(f"`{by}` has {len(levels)} level among the trials that can be compared ({', '.join(levels) or 'none'}); two are needed")
    others, replicate = _keys(design, axis, found.rows)
    if axis.grouped or axis.sampled:
        points = found.values.groupby([found.rows[name] for name in (by, *others)]).mean()
        of_point = level.groupby([found.rows[name] for name in (by, *others)]).first()
        frame, paired, unit = pd.DataFrame({"level": of_point, "value": points}), False, "configuration"
        pairs = [_separate(points, of_point, *pair) for pair in _wanted(levels, baseline and _number_text(baseline, axis), axis)]
    else:
        units, unit = _units(found.values, found.rows, others, replicate, design)
        matrix = _matrix(found, level, others, replicate, units)
        long = matrix.groupby(level="unit").mean().stack()
        frame, paired = pd.DataFrame({"level": long.index.get_level_values("level"), "value": long.to_numpy()}), bool(others or replicate)
        wanted = _wanted(levels, baseline and _number_text(baseline, axis), axis)
        pairs = [_paired(matrix, *pair, margin) if paired else _separate(found.values, level, *pair) for pair in wanted]
    known = _corrected([pair for pair in pairs if pair])
    uneven = [] if not paired else _unevenly_run(found.rows, level, others)
    notes = list(found.notes) + uneven + _notes(axis, unit, known, len(pairs) - len(known), margin if paired else None, margin)
    return Compared(by, found.metric, {k: value_text(v) for k, v in (given or {}).items()}, known, _summary(frame, levels), paired, unit, found.epoch, notes)


def _unevenly_run(rows: pd.DataFrame, level: pd.Series, others: list[str]) -> list[str]:
    """A note where levels were run under different other settings, so that their means are not alike in these."""
    settings = [set(map(tuple, rows.loc[level == name, others].drop_duplicates().to_numpy().tolist())) for name in sorted(set(level))] if others else []
    if all(found == settings[0] for found in settings):
        return []
    return [f"The levels were run under different values of {', '.join(others)}: their means are over different settings; differences are over those that both "
            "levels were run under."]


def _notes(axis: Axis, unit: str, pairs: list[Pair], missing: int, tested: float | None, asked: float | None) -> list[str]:
    notes = []
    if axis.grouped:
        notes.append(f"The values of {axis.name} are compared in groups.")
    if unit == "setting":
        notes.append("Nothing was repeated: differences are over settings, and say nothing of other seeds.")
    if unit == "trial":
        notes.append("One trial a level: there is nothing to test.")
    if missing:
        notes.append(f"{missing} pairs of levels were never run under the same other settings.")
    if asked is not None and tested is None:
        notes.append("Equivalence is tested for paired levels alone, which these are not.")
    fewest = min((pair.found.pairs for pair in pairs), default=0)
    enough = stats.pairs_for_significance(len(pairs))
    if pairs and unit not in ("trial",) and fewest < enough and axis.name and not axis.grouped and not axis.sampled:
        notes.append(f"{fewest} {unit}s cannot tell: no p below {stats.ALPHA} is possible for {len(pairs)} comparison{'s' if len(pairs) > 1 else ''}; "
                     f"{enough} {unit}s could.")
    return notes


def compare(results: Results, by: str, given: Mapping[str, object] | None = None, metric: str | None = None, baseline: object = None,
            equivalent: float | None = None) -> Compared:
    """Compares the levels of the axis `by` among the trials that have the values `given`, in a metric (by default test accuracy where every trial has
    one, else validation accuracy), with `baseline` or all with all. equivalent: margin, in the metric's unit as shown, within which levels count as
    equivalent. Raises BadInput for what the results do not hold."""
    design = recognise(results)
    design.axis(by)
    chosen = metrics.find(metric, results.trials) if metric else metrics.reported(results.trials)
    if equivalent is not None and not equivalent > 0:
        raise BadInput(f"a margin of equivalence is above zero, not {equivalent:g}")
    found = outcome(results, design, chosen, given)
    return compare_outcome(found, design, by, None if baseline is None else value_text(baseline), equivalent, given)
