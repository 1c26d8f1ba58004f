"""Statistics over seeds. Seeds are paired: the variants of one seed share images, split, order of batches and initial weights.

Every procedure is scipy's or statsmodels': bootstrap, permutation test, Student's t, Wilson's interval, Holm's correction,
the power of the paired t test.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

LEVEL = 0.95
ALPHA = 0.05
POWER = 0.8
RESAMPLES = 9999  # of the bootstrap; the permutation test is exact up to 2^13 sign changes and draws as many beyond


@dataclass(frozen=True)
class Band:
    """Mean over seeds and the ends of its confidence interval, each of the shape that was left."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    seeds: int

    @property
    def half_width(self) -> np.ndarray:
        return (self.high - self.low) / 2


def band(values: np.ndarray, level: float = LEVEL) -> Band:
    """Mean and Student-t interval of values [seed, ...] over the seeds; no interval (NaN) for a single one."""
    values = np.asarray(values, dtype=float)
    seeds = values.shape[0]
    mean = values.mean(axis=0)
    if seeds < 2:
        nothing = np.full_like(mean, np.nan)
        return Band(mean, nothing, nothing, seeds)
    error = stats.sem(values, axis=0)
    reach = stats.t.ppf(0.5 + level / 2, seeds - 1) * error
    return Band(mean, mean - reach, mean + reach, seeds)


@dataclass(frozen=True)
class Interval:
    """A mean and the ends of its 95% bootstrap interval."""

    mean: float
    low: float
    high: float

    def within(self, low: float, high: float) -> bool:
        return low <= self.low and self.high <= high

    def outside(self, low: float, high: float) -> bool:
        return self.high < low or self.low > high


def bootstrap_mean(values: np.ndarray, level: float = LEVEL) -> Interval:
    """Mean of values [seed] with its bootstrap interval (bias-corrected and accelerated; percentile where that is undefined)."""
    values = np.asarray(values, dtype=float)
    mean = float(values.mean())
    if len(values) < 2:
        return Interval(mean, math.nan, math.nan)
    if np.ptp(values) == 0:
        return Interval(mean, mean, mean)
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of degenerate bootstrap distributions; they show as NaN
            ends = stats.bootstrap((values,), np.mean, confidence_level=level, n_resamples=RESAMPLES, method=method,
                                   random_state=np.random.default_rng(0)).confidence_interval
        if math.isfinite(ends.low) and math.isfinite(ends.high):
            break
    return Interval(mean, float(ends.low), float(ends.high))


def permutation_p(differences: np.ndarray) -> float:
    """Two-sided p of the paired permutation test for differences [pair]: their signs are exchangeable if nothing differs."""
    differences = np.asarray(differences, dtype=float)
    if len(differences) < 2:
        return math.nan
    test = stats.permutation_test((differences, np.zeros_like(differences)), lambda x, y, axis: np.mean(x - y, axis=axis), vectorized=True,
                                  permutation_type="samples", n_resamples=RESAMPLES, random_state=np.random.default_rng(0))
    return float(test.pvalue)


def cohen_d(differences: np.ndarray) -> float:
    """Cohen's d of paired differences: their mean in units of their standard deviation (d_z)."""
    differences = np.asarray(differences, dtype=float)
    mean = float(differences.mean())
    if len(differences) < 2:
        return math.nan
    spread = float(differences.std(ddof=1))
    if spread == 0:
        return 0.0 if mean == 0 else math.copysign(math.inf, mean)
    return mean / spread


def pairs_needed(effect: float) -> float:
    """Pairs that a two-sided paired t test at 5% needs for 80% power at this Cohen's d; at least 2, inf for no effect."""
    effect = abs(effect)
    if math.isnan(effect):
        return math.nan
    if effect < 1e-3:
        return math.inf
    test = TTestPower()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the noncentral t distribution's far tails
        if effect > 20 or test.power(effect, 2, ALPHA) >= POWER:  # beyond 20 the noncentral t distribution is not to be asked
            return 2.0
        return float(math.ceil(np.atleast_1d(test.solve_power(effect_size=effect, power=POWER, alpha=ALPHA))[0]))


@dataclass(frozen=True)
class Comparison:
    """What paired values say of a difference: its mean with interval, p, Cohen's d (d_z), pairs, pairs for 80% power."""

    difference: Interval
    p: float
    effect: float
    pairs: int
    needed: float


def compare(differences: np.ndarray) -> Comparison:
    """Of paired differences [pair]."""
    effect = cohen_d(differences)
    return Comparison(bootstrap_mean(differences), permutation_p(differences), effect, len(differences), pairs_needed(effect))


def holm(p_values: list[float]) -> list[float]:
    """Holm's step-down correction of a family; NaN stay NaN and do not count."""
    p_values = np.asarray(p_values, dtype=float)
    corrected = np.full_like(p_values, np.nan)
    tested = ~np.isnan(p_values)
    if tested.any():
        corrected[tested] = multipletests(p_values[tested], method="holm")[1]
    return corrected.tolist()


def share(successes: int, trials: int) -> Interval:
    """A share and Wilson's 95% interval."""
    ends = stats.binomtest(successes, trials).proportion_ci(LEVEL, method="wilson")
    return Interval(successes / trials, float(ends.low), float(ends.high))


@dataclass(frozen=True)
class Association:
    """How strongly a category decides an outcome: Cramer's V (0 not at all, 1 wholly) and the p of the chi-square test."""

    v: float
    p: float


def association(table: np.ndarray) -> Association:
    """Of counts [category, outcome]; V is 0 where only one category or one outcome occurs."""
    table = np.asarray(table)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return Association(0.0, 1.0)
    return Association(float(stats.contingency.association(table, method="cramer")), float(stats.chi2_contingency(table, correction=False)[1]))
