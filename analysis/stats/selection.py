"""The best of several configurations, with what choosing it among so many costs.

Which others could be the best as well is a selection of the best subset (Gupta 1965; Hsu 1981): of each configuration the hypothesis is tested
that no other is better, against the largest of the studentized differences by which others exceed it. Under it the signs of the differences of a
replicate are exchangeable, all at once, so that the test is a sign-change permutation test and holds for any number of configurations and any
dependence between them. The set of those that are not rejected holds the best one with probability 95% or more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .permutation import ALPHA, signs

_TINY = 1e-12


@dataclass(frozen=True)
class Best:
    """index: of the highest mean. p [configuration]: of the hypothesis that no other is better. honest: the mean that the choice of the best
    gives on replicates that had no part in it (each left out in turn); NaN for fewer than three replicates."""

    index: int
    p: np.ndarray
    honest: float

    @property
    def candidates(self) -> np.ndarray:
        """Indices of the configurations that may be the best, at 95%."""
        return np.flatnonzero(~(self.p <= ALPHA))


def _studentized(sums: np.ndarray, squares: np.ndarray, count: int) -> np.ndarray:
    """t of differences whose signs were changed, from their sums [change, other] and sums of squares [other]."""
    variance = np.maximum(squares - sums**2 / count, _TINY * np.maximum(squares, _TINY)) / (count - 1)
    return sums / count / np.sqrt(variance / count)


def _not_exceeded_p(values: np.ndarray, index: int, changes: np.ndarray) -> float:
    differences = np.delete(values, index, axis=1) - values[:, index, None]
    varies = np.any(differences != 0, axis=0)
    if not varies.any():
        return 1.0
    differences = differences[:, varies]
    largest = _studentized(changes @ differences, (differences**2).sum(axis=0), len(values)).max(axis=1)
    return float(np.mean(largest >= largest[0] - 1e-9 * abs(largest[0])))


def _honest(values: np.ndarray) -> float:
    """Mean over replicates of what the configuration reaches that is best on all others."""
    if len(values) < 3:
        return math.nan
    others = values.sum(axis=0) - values
    return float(values[np.arange(len(values)), others.argmax(axis=1)].mean())


def select_best(values: np.ndarray) -> Best:
    """Of values [replicate, configuration], the higher the better."""
    values = np.asarray(values, dtype=float)
    means = values.mean(axis=0)
    if len(values) < 2:
        return Best(int(means.argmax()), np.full(values.shape[1], math.nan), math.nan)
    changes = signs(len(values))
    p = np.array([_not_exceeded_p(values, index, changes) for index in range(values.shape[1])])
    return Best(int(means.argmax()), p, _honest(values))
