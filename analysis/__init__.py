"""What sweeps found: results as tables, the best configurations, what matters, comparisons, reports.

    results = load("out/depths")                  one sweep, or several as one
    results.table(), results.epochs()             DataFrames: a row a trial, a row an epoch of a trial
    best(results).table
    compare(results, by="depths", given={"wiring": "O1+O2"}).pairs
    importance(results).table

`python3 -m analysis` has the same on the command line. In the package `quanvas` (PYTHONPATH=build/python, or PREFIX/lib/python3/dist-packages after
`cmake --install build --prefix PREFIX`) this one is `quanvas.analysis`.
"""

from .needed import require_packages

require_packages()

from .comparison import compare  # noqa: E402
from .errors import BadInput
from .importance import importance
from .loading import load
from .ranking import best
from .tidy import histories, merge, trials

__all__ = ["BadInput", "best", "compare", "histories", "importance", "load", "merge", "trials"]
