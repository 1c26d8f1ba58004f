"""Whether two groups are equivalent within a margin: two one-sided tests (TOST; Schuirmann 1987), as permutation tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .intervals import Interval, bootstrap_mean
from .permutation import ALPHA, greater_p

TOST_LEVEL = 1 - 2 * ALPHA


@dataclass(frozen=True)
class Equivalence:
    """margin: in the metric's unit. p: of the two one-sided tests, the larger. interval: at 90%, which has to lie within the margin."""

    margin: float
    p: float
    interval: Interval

    @property
    def shown(self) -> bool:
        return bool(self.p < ALPHA) and self.interval.within(-self.margin, self.margin)


def equivalence(differences: np.ndarray, margin: float) -> Equivalence:
    """Of paired differences [pair]: whether their mean lies within -margin to margin."""
    differences = np.asarray(differences, dtype=float)
    p = np.maximum(greater_p(differences + margin), greater_p(margin - differences))
    return Equivalence(margin, float(p), bootstrap_mean(differences, TOST_LEVEL))
