"""Recognises the design of a sweep from its results: which axes vary, what repeats a configuration, what cannot be separated, how the points were
chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from .errors import BadInput, nearest
from .results import Results
from .sweep_text import SweepText, parse

MOST_LEVELS = 12  # of a numeric axis, beyond which its values are grouped
BINS = 4


@dataclass(frozen=True)
class Axis:
    """levels: in the order of the sweep file, or of the numbers. sampled: its values are a sample. logarithmic: even on a logarithmic scale."""

    name: str
    levels: tuple
    numeric: bool = False
    sampled: bool = False
    logarithmic: bool = False

    @property
    def grouped(self) -> bool:
        """Whether it has too many values to be compared one by one."""
        return self.numeric and len(self.levels) > MOST_LEVELS

    def position(self, values: pd.Series) -> np.ndarray:
        """Where values stand between the lowest and the highest of the axis, from 0 to 1, on its scale."""
        scale = np.log if self.logarithmic else np.asarray
        low, high = scale(float(min(self.levels))), scale(float(max(self.levels)))
        return (scale(values.to_numpy(dtype=float)) - low) / (high - low)


@dataclass(frozen=True)
class Design:
    """axes: that vary and can be told apart by the trials. replicate: axes that repeat a configuration, the seed above all. follows: axis -> the axis that
    decides its value. idle: sentences about axes that do nothing, or only somewhere. kind: "grid", "incomplete grid", "random" or "sobol" sample."""

    axes: tuple[Axis, ...]
    replicate: tuple[str, ...]
    follows: dict[str, str]
    idle: tuple[str, ...]
    kind: str
    text: SweepText

    @property
    def names(self) -> list[str]:
        return [axis.name for axis in self.axes]

    @property
    def sampled(self) -> bool:
        return any(axis.sampled for axis in self.axes)

    @property
    def replicates(self) -> str:
        """What a replicate is called: "seed", or the names of the axes."""
        return " and ".join(self.replicate) or "trial"

    def axis(self, name: str) -> Axis:
        """Raises BadInput for one that does not vary."""
        for axis in self.axes:
            if axis.name == name:
                return axis
        if name in self.follows:
            raise BadInput(f"`{name}` follows `{self.follows[name]}` in this sweep: their effects cannot be separated; compare by {self.follows[name]}")
        if name in self.replicate:
            raise BadInput(f"`{name}` repeats the configurations and is what comparisons are paired by; the axes are {', '.join(self.names) or 'none'}")
        raise BadInput(f"`{name}` does not vary in this sweep; the axes are {', '.join(self.names) or 'none'}{nearest(name, self.names)}")


def _ordered(values: pd.Series, listed: Sequence) -> tuple:
    found = list(dict.fromkeys(values))
    if pd.api.types.is_numeric_dtype(values):
        return tuple(sorted(found))
    return tuple([v for v in listed if v in found] + [v for v in found if v not in listed])


def _geometric(levels: tuple) -> bool:
    """Whether numbers span more than a factor of ten and lie more evenly on a logarithmic scale."""
    if len(levels) < 3 or levels[0] <= 0 or levels[-1] / levels[0] <= 10:
        return False
    return float(np.std(np.diff(np.log(levels))) / np.mean(np.diff(np.log(levels)))) < float(np.std(np.diff(levels)) / np.mean(np.diff(levels)))


def _axis(name: str, trials: pd.DataFrame, text: SweepText) -> Axis:
    levels = _ordered(trials[name], text.levels.get(name, []))
    numeric = pd.api.types.is_numeric_dtype(trials[name]) and not pd.api.types.is_bool_dtype(trials[name])
    sampled = name in text.sampled
    positive = numeric and levels[0] > 0
    return Axis(name, levels, numeric, sampled, positive and (name in text.logarithmic or _geometric(levels)))


def _follows(axes: Sequence[Axis], trials: pd.DataFrame) -> dict[str, str]:
    """Axes whose value another one decides. Of two that decide each other the one that the sweep names first stays."""
    found: dict[str, str] = {}
    for place, axis in enumerate(axes):
        for other_place, other in enumerate(axes):
            if axis is other or axis.sampled or other.sampled or other.name in found or other.name in found.values() and found.get(other.name) == axis.name:
                continue
            if (trials.groupby(other.name)[axis.name].nunique() == 1).all() and (len(other.levels) > len(axis.levels) or other_place < place):
                found[axis.name] = other.name
                break
    return found


def _idle(axes: Sequence[Axis], trials: pd.DataFrame, text: SweepText, planned: int) -> tuple[str, ...]:
    why = "no trial reads it" if len(trials) >= planned else "the trials so far have one of them"
    sentences = [f"{name} has {len(levels)} values in the sweep file, but {why}."
                 for name, levels in text.levels.items() if len(levels) > 1 and name in trials and trials[name].nunique() == 1]
    for axis in axes:
        for other in axes:
            if axis is other or other.grouped or axis.sampled and other.sampled:
                continue
            counts = trials.groupby(other.name)[axis.name].nunique()
            fixed = [level for level in other.levels if counts[level] == 1]
            if fixed and len(fixed) < len(other.levels):
                sentences.append(f"{axis.name} has one value where {other.name} is {' or '.join(map(str, fixed))}: it is not read there, or left out.")
    return tuple(sentences)


def _kind(axes: Sequence[Axis], trials: pd.DataFrame, text: SweepText) -> str:
    if any(axis.sampled for axis in axes):
        return text.method
    if not axes:
        return "grid"
    cells = trials[[axis.name for axis in axes]].drop_duplicates()
    return "grid" if len(cells) == int(np.prod([len(axis.levels) for axis in axes])) else "incomplete grid"


def _order(names: Sequence[str], first: Sequence[str]) -> list[str]:
    return [n for n in first if n in names] + [n for n in names if n not in first]


def recognise(results: Results) -> Design:
    """Of all trials, whatever became of them."""
    trials, text = results.trials, parse(str(results.attributes.get("sweep", "")))
    named = [name for name in str(results.attributes.get("axes", "")).split(",") if name]
    varied = _order([name for name in results.parameters if name in trials and trials[name].nunique() > 1], named)
    replicate = tuple(name for name in text.replicate if name in varied)
    axes = [_axis(name, trials, text) for name in varied if name not in replicate]
    follows = _follows(axes, trials)
    kept = [axis for axis in axes if axis.name not in follows]
    return Design(tuple(kept), replicate, follows, _idle(kept, trials, text, results.planned), _kind(kept, trials, text), text)


def number(value: float) -> str:
    return f"{value:.3g}"


@lru_cache(maxsize=128)
def edges(axis: Axis) -> tuple[float, ...]:
    """Of the groups of a grouped axis, equally many levels in each."""
    return tuple(np.quantile(axis.levels, np.linspace(0, 1, BINS + 1)))


def labelled(axis: Axis, values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Values as levels that can be compared: their texts, or those of the groups they fall into; and all levels in order."""
    if not axis.grouped:
        return values.map(level_text), [level_text(level) for level in axis.levels]
    ends = edges(axis)
    names = [f"{number(low)} to {number(high)}" for low, high in zip(ends, ends[1:])]
    places = np.clip(np.searchsorted(ends[1:-1], values.to_numpy(dtype=float), side="right"), 0, BINS - 1)
    return pd.Series([names[place] for place in places], index=values.index), names


def level_text(level: object) -> str:
    return f"{level:g}" if isinstance(level, (float, np.floating)) else str(level)
