"""Sizes of effects, and the replicates that it takes to see them."""

from __future__ import annotations

import math
import warnings

import numpy as np
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower

from .permutation import ALPHA

POWER = 0.8
_LARGEST = 20  # beyond which the noncentral t distribution is not to be asked
_NONE = 1e-3


def _standardized(mean: float, spread: float) -> float:
    if spread == 0:
        return 0.0 if mean == 0 else math.copysign(math.inf, mean)
    return mean / spread


def cohen_d(differences: np.ndarray) -> float:
    """Cohen's d of paired differences: their mean in units of their standard deviation (d_z)."""
    differences = np.asarray(differences, dtype=float)
    if len(differences) < 2:
        return math.nan
    return _standardized(float(differences.mean()), float(differences.std(ddof=1)))


def pooled_d(first: np.ndarray, second: np.ndarray) -> float:
    """Cohen's d of two independent samples: the difference of their means in units of their pooled standard deviation."""
    if min(len(first), len(second)) < 2:
        return math.nan
    spread = math.sqrt(((len(first) - 1) * np.var(first, ddof=1) + (len(second) - 1) * np.var(second, ddof=1)) / (len(first) + len(second) - 2))
    return _standardized(float(np.mean(first) - np.mean(second)), spread)


def cliffs_delta(first: np.ndarray, second: np.ndarray) -> float:
    """Cliff's delta: how much more often a value of the first sample is above one of the second than below it, from -1 to 1
    (Cliff, Psychological Bulletin 114, 1993)."""
    order = np.sort(np.asarray(second, dtype=float))
    first = np.asarray(first, dtype=float)
    if not len(first) or not len(order):
        return math.nan
    below, above = np.searchsorted(order, first, side="left"), len(order) - np.searchsorted(order, first, side="right")
    return float((below.sum() - above.sum()) / (len(first) * len(order)))


def _needed(test: TTestPower | TTestIndPower, effect: float) -> float:
    effect = abs(effect)
    if math.isnan(effect):
        return math.nan
    if effect < _NONE:
        return math.inf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the noncentral t distribution's far tails
        if effect > _LARGEST or test.power(effect, 2, ALPHA) >= POWER:
            return 2.0
        name = "nobs1" if isinstance(test, TTestIndPower) else "nobs"
        found = test.solve_power(effect_size=effect, power=POWER, alpha=ALPHA, **{name: None})
        return float(math.ceil(np.atleast_1d(found)[0]))


def pairs_needed(effect: float) -> float:
    """Pairs that a two-sided paired t test at 5% needs for 80% power at this Cohen's d; at least 2, inf for no effect."""
    return _needed(TTestPower(), effect)


def members_needed(effect: float) -> float:
    """Members of each of two independent groups that a two-sided t test at 5% needs for 80% power at this Cohen's d."""
    return _needed(TTestIndPower(), effect)


def achieved_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson's correlation of paired values, which is what pairing gains by; NaN where either does not vary."""
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return math.nan
    return float(stats.pearsonr(first, second)[0])
