"""Statistics over replicates, which mostly are seeds. Seeds are paired: the variants of one seed share images, split, order of batches and
initial weights.

One method for every interval of a mean: the bootstrap percentile interval, widened for small samples (intervals.py). One test for every
difference: the permutation test (permutation.py). Families of tests are corrected by Holm's procedure.
"""

from .effects import cliffs_delta, cohen_d, pairs_needed
from .equivalence import Equivalence, equivalence
from .intervals import LEVEL, Band, Interval, band, bootstrap_difference, bootstrap_mean, relative_change, share
from .paired import Comparison, compare, compare_groups, compare_ratio
from .permutation import ALPHA, groups_p, holm, pairs_for_significance, permutation_p, smallest_p
from .selection import Best, select_best
from .tables import Association, association, fisher_p
from .variance import Share, decompose

__all__ = ["ALPHA", "LEVEL", "Association", "Band", "Best", "Comparison", "Equivalence", "Interval", "Share", "association", "band",
           "bootstrap_difference", "bootstrap_mean", "cliffs_delta", "cohen_d", "compare", "compare_groups", "compare_ratio", "decompose", "equivalence", "fisher_p",
           "groups_p", "holm", "pairs_for_significance", "pairs_needed", "permutation_p", "relative_change", "select_best", "share", "smallest_p"]
