"""Trials of which groups can be asked for, so that a claim or a question can compare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from . import stats
from .errors import Absent
from .metrics import METRICS
from .results import Results

Group = Mapping[str, object]  # parameter -> value


class Sample(Protocol):
    """Trials of which groups can be asked for."""

    def compare(self, pair: tuple[Group, Group], metric: str, relative: bool = False) -> stats.Comparison:
        """The first group with the second, `relative` by how many percent its mean is higher; raises Absent where there is nothing to compare."""


def matching(rows: pd.DataFrame, group: Group) -> pd.DataFrame:
    for name, value in group.items():
        rows = rows[rows[name] == value]
    if rows.empty:
        raise Absent("no completed trial with " + ", ".join(f"{k} {v}" for k, v in group.items()))
    return rows


def pairs_of(sample: Rows, pair: tuple[Group, Group], metric: str) -> np.ndarray:
    """[seed, group]: the metric of both groups for each seed that both have."""
    first, second = (sample.values(group, metric) for group in pair)
    paired = pd.concat([first, second], axis=1, join="inner").dropna().to_numpy()
    if len(paired) == 0:
        names = [", ".join(f"{k} {v}" for k, v in group.items()) for group in pair]
        raise Absent(f"{names[0]} and {names[1]} have no seed in common")
    return paired


def differences(sample: Rows, pair: tuple[Group, Group], metric: str) -> np.ndarray:
    """First minus second, per seed that both have."""
    paired = pairs_of(sample, pair, metric)
    return paired[:, 0] - paired[:, 1]


@dataclass(frozen=True)
class Rows:
    """Some rows of a results table, of which a group differs in the seed alone; the index is the row of the results' arrays."""

    results: Results
    frame: pd.DataFrame

    def values(self, group: Group, metric: str) -> pd.Series:
        """The metric by seed, as it is shown (accuracies in percent); raises Absent where there is no such trial."""
        rows = matching(self.frame, group)
        if rows[metric].isna().all():
            raise Absent(f"no {METRICS[metric].words} in the results")
        return METRICS[metric].scale * rows.set_index("seed")[metric]

    def compare(self, pair: tuple[Group, Group], metric: str, relative: bool = False) -> stats.Comparison:
        paired = pairs_of(self, pair, metric)
        if not relative:
            return stats.compare(paired[:, 0] - paired[:, 1])
        if not paired[:, 1].mean() > 0:
            raise Absent(f"the mean {METRICS[metric].words} of {', '.join(f'{k} {v}' for k, v in pair[1].items())} is zero, which nothing is relative to")
        return stats.compare_ratio(paired[:, 0], paired[:, 1])
