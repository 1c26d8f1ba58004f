"""A comparison of two groups: difference, interval, p, size of the effect, replicates needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .effects import cohen_d, members_needed, pairs_needed, pooled_d
from .intervals import Interval, bootstrap_difference, bootstrap_mean
from .permutation import groups_p, permutation_p


@dataclass(frozen=True)
class Comparison:
    """difference: mean with interval. effect: Cohen's d, of the differences where pairs are compared (d_z), else pooled. pairs: how many pairs, or
    members of the smaller group. needed: how many of them for 80% power at this effect."""

    difference: Interval
    p: float
    effect: float
    pairs: int
    needed: float


def compare(differences: np.ndarray) -> Comparison:
    """Of paired differences [pair]."""
    effect = cohen_d(differences)
    return Comparison(bootstrap_mean(differences), permutation_p(differences), effect, len(differences), pairs_needed(effect))


def compare_groups(first: np.ndarray, second: np.ndarray) -> Comparison:
    """Of two independent samples."""
    effect = pooled_d(first, second)
    return Comparison(bootstrap_difference(first, second), groups_p(first, second), effect, min(len(first), len(second)), members_needed(effect))
