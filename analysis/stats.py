"""Statistics over seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

LEVEL = 0.95


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
