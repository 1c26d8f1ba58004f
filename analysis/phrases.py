"""Findings as sentences that one can put into a paper, and numbers as one prints them."""

from __future__ import annotations

import math

from . import stats
from .comparison import Compared, Pair
from .stats.permutation import EXACT_PAIRS


def p_text(p: float) -> str:
    return "not known" if math.isnan(p) else "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p >= 0.01 else f"p = {p:.4f}"


def count_text(number: float) -> str:
    return "" if math.isnan(number) else "no effect" if math.isinf(number) else f"{number:.0f}"


def effect_text(effect: float) -> str:
    return "" if math.isnan(effect) else f"{effect:+.2f}" if abs(effect) < 100 else "> 100" if effect > 0 else "< -100"


def value_text(value: float, unit: str) -> str:
    """With the unit: 87.5%, 0.412, 3.2 s."""
    number = f"{value:.1f}" if unit in ("%", "points") else f"{value:.3g}"
    return number if not unit else f"{number}{'' if unit == '%' else ' '}{unit}"


def interval_text(low: float, high: float, unit: str, signed: bool = False) -> str:
    if math.isnan(low):
        return ""
    form = ("+.1f" if signed else ".1f") if unit in ("%", "points") else ("+.3g" if signed else ".3g")
    return f"[{low:{form}}, {high:{form}}]"


def verdict(pair: Pair) -> str:
    """In a word: whether the difference, or equivalence, is shown."""
    if pair.equivalence and pair.equivalence.shown:
        return "equivalent"
    if math.isnan(pair.p_holm):
        return "cannot tell"
    if pair.p_holm < stats.ALPHA:
        return "higher" if pair.found.difference.mean > 0 else "lower"
    return "no difference shown"


def _test(compared: Compared, pair: Pair) -> str:
    if not compared.paired:
        return f"permutation test, n = {pair.found.pairs} or more {compared.unit}s a group"
    exact = "exact paired" if pair.found.pairs <= EXACT_PAIRS else "paired"
    return f"{exact} permutation test over n = {pair.found.pairs} {compared.unit}s"


def _corrected(compared: Compared, pair: Pair) -> str:
    if len(compared.pairs) == 1:
        return p_text(pair.found.p)
    return f"{p_text(pair.p_holm)} after Holm's correction for {len(compared.pairs)} comparisons"


def sentence(compared: Compared, pair: Pair) -> str:
    """One comparison, ready to be printed: difference, interval, test, n, correction, size of the effect."""
    found, unit = pair.found, compared.metric.difference_unit
    ends = interval_text(found.difference.low, found.difference.high, unit, signed=True)
    interval = f", 95% bootstrap interval {ends}" if ends else ""
    subject, other = f"{compared.by} {pair.first}", f"{compared.by} {pair.second}"
    words = compared.metric.words + (f" after epoch {compared.epoch}" if compared.epoch else "")
    size = abs(found.difference.mean)
    name = "d_z" if compared.paired else "d"
    detail = f"{_test(compared, pair)}, {_corrected(compared, pair)}, Cohen's {name} {effect_text(found.effect)}"
    if found.pairs < 2:
        return f"With {subject}, {words} is {value_text(size, unit)} {'higher' if found.difference.mean > 0 else 'lower'} than with {other}, in one {compared.unit}: " \
               "nothing can be said of others."
    if pair.equivalence and pair.equivalence.shown:
        e = pair.equivalence
        return (f"With {subject} and {other}, {words} is equivalent within {value_text(e.margin, unit)} (difference {value_text(found.difference.mean, unit)}, 90% bootstrap "
                f"interval {interval_text(e.interval.low, e.interval.high, unit, True)}; two one-sided permutation tests over n = {found.pairs} {compared.unit}s, {p_text(e.p)}).")
    if pair.p_holm < stats.ALPHA:
        direction = "higher" if found.difference.mean > 0 else "lower"
        return f"With {subject}, {words} is {value_text(size, unit)} {direction} than with {other} (mean difference{interval}; {detail})."
    if compared.paired and found.pairs < (enough := stats.pairs_for_significance(len(compared.pairs))):
        return (f"With {subject}, {words} is {value_text(size, unit)} {'higher' if found.difference.mean > 0 else 'lower'} than with {other}{interval}, which {found.pairs} "
                f"{compared.unit}s cannot tell from chance: no p below {stats.ALPHA} is possible for {len(compared.pairs)} comparison{'s' if len(compared.pairs) > 1 else ''}; "
                f"{enough} {compared.unit}s could.")
    text = (f"With {subject} and {other}, {words} does not differ detectably (difference {value_text(found.difference.mean, unit)}{interval}; {detail})")
    if pair.equivalence:
        text += f"; equivalence within {value_text(pair.equivalence.margin, unit)} is not shown either ({p_text(pair.equivalence.p)})"
    return text + "." + _needed(compared, pair)


def _needed(compared: Compared, pair: Pair) -> str:
    needed = pair.found.needed
    if math.isnan(needed) or math.isinf(needed) or needed <= pair.found.pairs:
        return ""
    return f" A difference of this size would take about {needed:.0f} {compared.unit}s to show with 80% power."
