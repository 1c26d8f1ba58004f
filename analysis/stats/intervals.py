"""Intervals of means and shares.

The interval of a mean is the bootstrap percentile interval at an expanded level (Hesterberg, "What Teachers Should Know About the
Bootstrap", The American Statistician 69, 2015, section 4.3.2): the tail is as wide as Student's t makes it for that many values, so that it covers
the mean of normal values as often as the t interval does, and yet its ends are means of observed values: an accuracy never leaves 0 to 100%.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

LEVEL = 0.95
RESAMPLES = 9999
_CHUNK = 2_000_000  # numbers of a block of resampled means


@dataclass(frozen=True)
class Interval:
    """An estimate and the ends of its 95% interval (NaN where there is none)."""

    mean: float
    low: float
    high: float

    def within(self, low: float, high: float) -> bool:
        return low <= self.low and self.high <= high

    def outside(self, low: float, high: float) -> bool:
        return self.high < low or self.low > high


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


def tail(count: int, level: float = LEVEL) -> float:
    """Probability beyond either end of the percentile interval of `count` values, so that normal values are covered at `level`."""
    if count < 2:
        return math.nan
    return float(stats.norm.sf(math.sqrt(count / (count - 1)) * stats.t.ppf(0.5 + level / 2, count - 1)))


@lru_cache(maxsize=64)
def _weights(count: int, stream: int = 0) -> np.ndarray:
    """[resample, value]: how often a resample of `count` values holds each, as a share."""
    generator = np.random.default_rng([0, stream, count])
    return generator.multinomial(count, np.full(count, 1 / count), size=RESAMPLES) / count


def band(values: np.ndarray, level: float = LEVEL) -> Band:
    """Mean and bootstrap interval of values [seed, ...] over the seeds; no interval (NaN) for a single one."""
    values = np.asarray(values, dtype=float)
    seeds = values.shape[0]
    mean = values.mean(axis=0)
    if seeds < 2:
        nothing = np.full_like(mean, np.nan)
        return Band(mean, nothing, nothing, seeds)
    flat = values.reshape(seeds, -1)
    low, high = np.empty(flat.shape[1]), np.empty(flat.shape[1])
    weights, beyond = _weights(seeds), tail(seeds, level)
    step = max(1, _CHUNK // RESAMPLES)
    for start in range(0, flat.shape[1], step):
        part = slice(start, start + step)
        low[part], high[part] = np.quantile(weights @ flat[:, part], [beyond, 1 - beyond], axis=0)
    # Rounding must not put an end beyond what was observed.
    low, high = np.maximum(low, flat.min(axis=0)), np.minimum(high, flat.max(axis=0))
    return Band(mean, low.reshape(mean.shape), high.reshape(mean.shape), seeds)


def bootstrap_mean(values: np.ndarray, level: float = LEVEL) -> Interval:
    """Mean of values [seed] with its bootstrap interval."""
    found = band(np.asarray(values, dtype=float), level)
    return Interval(float(found.mean), float(found.low), float(found.high))


def relative_change(first: np.ndarray, second: np.ndarray, level: float = LEVEL) -> Interval:
    """By how many percent the mean of the first of paired values [pair] exceeds that of the second, with its bootstrap interval over the pairs: a ratio
    of means, which no single small value of the second can blow up as it can a mean of ratios."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    mean = 100 * float(first.mean() / second.mean() - 1)
    if len(first) < 2:
        return Interval(mean, math.nan, math.nan)
    weights, beyond = _weights(len(first)), tail(len(first), level)
    with np.errstate(divide="ignore", invalid="ignore"):
        changes = 100 * ((weights @ first) / (weights @ second) - 1)
    low, high = np.nanquantile(changes, [beyond, 1 - beyond])
    return Interval(mean, float(low), float(high))


def bootstrap_difference(first: np.ndarray, second: np.ndarray, level: float = LEVEL) -> Interval:
    """Difference of the means of two independent samples, with its bootstrap interval; the level is expanded as for the smaller one."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    mean = float(first.mean() - second.mean())
    smaller = min(len(first), len(second))
    if smaller < 2:
        return Interval(mean, math.nan, math.nan)
    beyond = tail(smaller, level)
    low, high = np.quantile(_weights(len(first), 1) @ first - _weights(len(second), 2) @ second, [beyond, 1 - beyond])
    return Interval(mean, float(low), float(high))


def share(successes: int, trials: int) -> Interval:
    """A share and Wilson's 95% interval."""
    ends = stats.binomtest(successes, trials).proportion_ci(LEVEL, method="wilson")
    return Interval(successes / trials, float(ends.low), float(ends.high))
