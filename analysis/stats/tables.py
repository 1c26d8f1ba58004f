"""Counts: how strongly a category decides an outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats


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


def fisher_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Two-sided p of Fisher's exact test of (successes, failures) in two groups."""
    return float(stats.fisher_exact([first, second])[1])
