"""What sweeps found: results as tables, the best configurations, what matters, comparisons, reports.

    results = load("out/depths")
    best(results).table
    compare(results, by="depths", given={"wiring": "O1+O2"}).pairs
    importance(results).table
    trials(results), histories(results)

`python3 -m analysis` has the same on the command line.
"""

from .comparison import compare
from .errors import BadInput
from .importance import importance
from .loading import load
from .ranking import best
from .tidy import histories, merge, trials

__all__ = ["BadInput", "best", "compare", "histories", "importance", "load", "merge", "trials"]
