"""Permutation tests, which assume nothing about the shape of a distribution, and Holm's correction."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations

import numpy as np

ALPHA = 0.05
EXACT_PAIRS = 16  # up to which all 2^n sign changes are tried
RESAMPLES = 9999  # sign changes and permutations that are sampled where not all can be tried
_ROUNDING = 1e-12


@lru_cache(maxsize=32)
def signs(pairs: int) -> np.ndarray:
    """[change, pair]: every way to change the signs of so many differences, the unchanged one first; a sample of RESAMPLES and that one
    for more than EXACT_PAIRS."""
    if pairs > EXACT_PAIRS:
        sampled = np.random.default_rng([1, pairs]).choice([-1.0, 1.0], size=(RESAMPLES + 1, pairs))
        sampled[0] = 1
        return sampled
    return 1.0 - 2.0 * ((np.arange(2**pairs)[:, None] >> np.arange(pairs)) & 1)


def permutation_p(differences: np.ndarray) -> float:
    """Two-sided p of the paired permutation test for differences [pair]: their signs are exchangeable if nothing differs."""
    differences = np.asarray(differences, dtype=float)
    if len(differences) < 2:
        return math.nan
    sums = np.abs(signs(len(differences)) @ differences)
    return float(np.mean(sums >= sums[0] - _ROUNDING * np.abs(differences).sum()))


def greater_p(differences: np.ndarray) -> float:
    """One-sided p of the paired permutation test: that differences [pair] are above zero by chance alone."""
    differences = np.asarray(differences, dtype=float)
    if len(differences) < 2:
        return math.nan
    sums = signs(len(differences)) @ differences
    return float(np.mean(sums >= sums[0] - _ROUNDING * np.abs(differences).sum()))


def groups_p(first: np.ndarray, second: np.ndarray) -> float:
    """Two-sided p of the permutation test for the difference of the means of two independent samples; exact where there are at most
    RESAMPLES divisions, else by as many random ones."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if min(len(first), len(second)) < 2:
        return math.nan
    pooled = np.concatenate([first, second])
    if math.comb(len(pooled), len(first)) <= RESAMPLES:
        members = _divisions(len(pooled), len(first))
    else:
        order = np.random.default_rng(2).permuted(np.tile(np.arange(len(pooled)), (RESAMPLES, 1)), axis=1)
        members = np.vstack([np.arange(len(first)), order[:, :len(first)]])
    sums = pooled[members].sum(axis=1)
    distances = np.abs(sums / len(first) - (pooled.sum() - sums) / len(second))
    return float(np.mean(distances >= distances[0] - _ROUNDING * np.abs(pooled).sum()))


def _divisions(count: int, chosen: int) -> np.ndarray:
    return np.array(list(combinations(range(count), chosen)))


def smallest_p(pairs: int) -> float:
    """The smallest two-sided p that so many pairs can give."""
    return 2.0 ** (1 - pairs) if pairs > 1 else math.nan


def pairs_for_significance(family: int = 1) -> int:
    """Fewest pairs whose smallest p stays below 5% after correction for a family of so many differences."""
    return math.floor(1 + math.log2(max(1, family) / ALPHA)) + 1


def holm(p_values: list[float]) -> list[float]:
    """Holm's step-down correction of a family; NaN stay NaN and do not count."""
    p_values = np.asarray(p_values, dtype=float)
    corrected = np.full_like(p_values, np.nan)
    tested = ~np.isnan(p_values)
    order = np.argsort(p_values[tested])
    stepped = np.maximum.accumulate(p_values[tested][order] * np.arange(len(order), 0, -1))
    corrected[np.flatnonzero(tested)[order]] = np.minimum(stepped, 1)
    return corrected.tolist()
