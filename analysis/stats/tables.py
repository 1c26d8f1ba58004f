"""Counts: how strongly a category decides an outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats


RESAMPLES = 9999
_FEW = 5  # an expected count below this is too small for the chi-square distribution


@dataclass(frozen=True)
class Association:
    """How strongly a category decides an outcome: Cramer's V (0 not at all, 1 wholly) and the p that it does not. The p is that of the chi-square test,
    or, where an expected count is below 5, of Fisher's exact test in a table of two by two, else of the chi-square statistic among RESAMPLES random
    tables with the same sums."""

    v: float
    p: float


def _p(table: np.ndarray) -> float:
    found = stats.chi2_contingency(table, correction=False)
    if found.expected_freq.min() >= _FEW:
        return float(found.pvalue)
    if table.shape == (2, 2):
        return fisher_p(*map(tuple, table))
    drawn = stats.random_table(table.sum(axis=1), table.sum(axis=0)).rvs(RESAMPLES, random_state=np.random.default_rng(3))
    statistics = ((drawn - found.expected_freq) ** 2 / found.expected_freq).sum(axis=(1, 2))
    return float((1 + np.sum(statistics >= found.statistic * (1 - 1e-9))) / (1 + RESAMPLES))


def association(table: np.ndarray) -> Association:
    """Of counts [category, outcome]; V is 0 where only one category or one outcome occurs."""
    table = np.asarray(table)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return Association(0.0, 1.0)
    return Association(float(stats.contingency.association(table, method="cramer")), _p(table))


def fisher_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Two-sided p of Fisher's exact test of (successes, failures) in two groups."""
    return float(stats.fisher_exact([first, second])[1])
