"""A comparison of two groups: difference, interval, p, size of the effect, replicates needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from .effects import POWER, cohen_d, members_needed, pairs_needed, pooled_d
from .equivalence import TOST_LEVEL
from .intervals import Interval, bootstrap_difference, bootstrap_mean, relative_change
from .permutation import ALPHA, groups_p, permutation_p


@dataclass(frozen=True)
class Comparison:
    """difference: mean with its 95% interval. p: that it is none, by permutation. effect: Cohen's d, of the differences where pairs are compared
    (d_z), else pooled. pairs: how many pairs, or members of the smaller group. needed: how many of them for 80% power at this effect. inner: the 90%
    interval, which two one-sided tests at 5% ask for (TOST; Schuirmann 1987). spread: standard deviation that the effect is in units of, in the unit of
    the difference; NaN where nothing is known of it."""

    difference: Interval
    p: float
    effect: float
    pairs: int
    needed: float
    inner: Interval = Interval(np.nan, np.nan, np.nan)
    spread: float = np.nan

    def needed_for(self, difference: float) -> float:
        """Pairs (or members) for 80% power where the true difference is this one."""
        return pairs_needed(difference / self.spread) if self.spread > 0 else np.nan

    def needed_within(self, margin: float, sided: int) -> float:
        """Pairs for 80% power to show, by one one-sided test at 5% or by two, that a true difference of zero is within the margin."""
        if not self.spread > 0:
            return np.nan
        beta = (1 - POWER) / sided
        return float(np.ceil(((norm.isf(ALPHA) + norm.isf(beta)) * self.spread / margin) ** 2))


def compare(differences: np.ndarray) -> Comparison:
    """Of paired differences [pair]."""
    differences = np.asarray(differences, dtype=float)
    effect = cohen_d(differences)
    spread = float(differences.std(ddof=1)) if len(differences) > 1 else np.nan
    return Comparison(bootstrap_mean(differences), permutation_p(differences), effect, len(differences), pairs_needed(effect),
                      bootstrap_mean(differences, TOST_LEVEL), spread)


def compare_ratio(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Of paired values: by how many percent the mean of the first exceeds that of the second, which is above zero. Whether they differ at all, and by
    how much of their spread, is a matter of the differences: p and effect are those of compare(first - second)."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    points = compare(first - second)
    return Comparison(relative_change(first, second), points.p, points.effect, points.pairs, points.needed, relative_change(first, second, TOST_LEVEL),
                      100 * points.spread / float(second.mean()))


def compare_groups(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Of two independent samples."""
    effect = pooled_d(first, second)
    difference = bootstrap_difference(first, second)
    spread = abs(difference.mean / effect) if effect and np.isfinite(effect) else np.nan
    return Comparison(difference, groups_p(first, second), effect, min(len(first), len(second)), members_needed(effect),
                      bootstrap_difference(first, second, TOST_LEVEL), spread)
