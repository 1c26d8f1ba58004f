"""The report of any sweep, from its results alone: what was run, its questions, the best configurations, what matters, comparisons, curves, costs,
failures, every trial."""

from __future__ import annotations

from .curves import gradient_norms, learning_curves
from .findings import answers, best_configurations, comparisons, what_matters
from .responses import against_cost, failures, parallel, responses
from .runs import trials
from .view import Section, View, view_of

__all__ = ["Section", "View", "sections", "view_of"]


def sections(view: View) -> list[Section]:
    """In the order of the questions that a reader has. Without a trial that ended there is nothing but the trials."""
    if view.found.values.empty:
        return [section for section in (best_configurations(view), failures(view), trials(view)) if section]
    found = [answers(view), best_configurations(view), what_matters(view), *comparisons(view), learning_curves(view), responses(view), parallel(view),
             against_cost(view), gradient_norms(view), failures(view), trials(view)]
    return [section for section in found if section]
