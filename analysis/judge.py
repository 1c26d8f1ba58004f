"""The kinds of statement that a claim can be, and when our trials bear it out.

Accuracies are in percent and paired by seed. RULES says in words how verdicts come about; whether a claim
holds under one convention (analysis/conventions.py) is judged by the same margins on means over seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import stats
from .errors import Absent
from .experiments import MODEL_NAMES
from .metrics import METRICS as METRICS_BY_NAME
from .samples import Group, Rows, Sample, differences

MARGIN = 5  # points: accuracies this close count as alike
LEARNT = 10  # points above chance: less counts as not having trained
REPRODUCED, DIRECTION, NOT, CONTRADICTED, UNTESTED = "reproduced", "direction only", "not reproduced", "contradicted", "not tested"
CANNOT_TELL, FOLLOWS = "cannot tell", "follows from the convention"
VERDICTS = (REPRODUCED, FOLLOWS, DIRECTION, CANNOT_TELL, NOT, CONTRADICTED, UNTESTED)

RULES = (
    f"Differences are paired by seed; intervals are 95% bootstrap intervals of the mean, relative gains ratios of means; p comes from the paired permutation "
    f"test (exact up to 16 seeds) of the difference beside it, and Holm's procedure corrects it over the differences that are claimed of one figure, those in "
    f"points and in percent of one comparison being one; d is Cohen's d of the paired differences (d_z). A claimed difference is reproduced where the "
    f"corrected p is below {stats.ALPHA} in the claimed direction and, if the paper gives a number, that lies within our interval; direction only where the "
    f"number lies outside; contradicted where the difference is significant in the other direction; not reproduced where it is not significant and the interval "
    f"lies below the number, or, where none is given, below {MARGIN} points. Accuracies are said to be alike where they differ by at most {MARGIN} points, noise "
    f"to cost little where it takes no more than these: reproduced where two one-sided tests at 5% (for costs, one) show it, that is, where the 90% interval "
    f"lies within them; contradicted where the difference is significant and its whole 95% interval lies beyond. A model trains where its training accuracy is "
    f"more than {LEARNT} points above chance, if the whole interval says so. Where the trials decide neither way, they cannot tell: the seeds that would are those "
    f"for 80% power at the difference that is claimed, {MARGIN} points where no number is given, and no fewer than the permutation test and the correction need. "
    f"Which layers the detached gradient reaches follows from that convention, whatever is measured. Of a claim about several comparisons every one has to hold, "
    f"and the one that holds least is shown.")

METRICS = {"train_accuracy": "training", "validation_accuracy": "validation", "best_test_accuracy": "test"}


@dataclass(frozen=True)
class Finding:
    """What was measured, the comparison that stands for it, and the verdict that its p leads to, corrected where `corrects`. needed: seeds for 80% power
    to decide the claim; hypothesis: findings that share one test the same null hypothesis."""

    ours: str
    verdict: Callable[[float], str]
    comparison: stats.Comparison | None = None
    corrects: bool = False
    needed: float = np.nan
    hypothesis: object = None


def _phrase(name: str, value: object) -> str:
    """A parameter of a group as a reader would say it; "" where it does not set groups apart."""
    if name == "model":
        return MODEL_NAMES.get(str(value), str(value))
    if name == "trainable":
        return "trained" if value == "all" else str(value)
    if name == "reps":
        return f"{value} repetition{'s' if value != 1 else ''}"
    if name == "noise":
        return "no noise" if value == "none" else str(value)
    if name == "noise_in":
        return "in inference alone" if value == "inference" else "in training and inference"
    return str(value) if name == "wiring" else ""


def name_of(group: Group) -> str:
    """What sets a group apart, as a reader would say it."""
    if len(group) == 1 and not any(_phrase(name, value) for name, value in group.items()):
        return " ".join(map(str, *group.items()))
    return " ".join(filter(None, (_phrase(name, value) for name, value in group.items())))


def _unit(metric: str) -> str:
    unit = METRICS_BY_NAME[metric].difference_unit
    return f" {unit}" if unit else ""


def points(interval: stats.Interval, unit: str = " points") -> str:
    form = "+.1f" if unit else "+.3g"
    ends = "" if np.isnan(interval.low) else f" [{interval.low:{form}}, {interval.high:{form}}]"
    return f"{interval.mean:{form}}{unit}{ends}"


def _exceeds(weakest: stats.Comparison, corrected: float, against: float, number: float | None, least: float) -> str:
    """The verdict on a claimed difference above zero, of `number` if the paper says how much; smaller ones than `least` would not bear out the claim.
    against: the p by which one below zero counts."""
    difference = weakest.difference
    if difference.mean < 0 and against < stats.ALPHA:
        return CONTRADICTED
    if corrected < stats.ALPHA and difference.mean > 0:
        if number is not None and difference.outside(number, number):
            return DIRECTION
        return REPRODUCED if difference.low > 0 else CANNOT_TELL
    return NOT if difference.high < (least if number is None else number) else CANNOT_TELL


def _weakest(found: Sequence[stats.Comparison]) -> int:
    """The comparison that bears out a claimed difference least: the lowest mean below zero, else the largest p."""
    def strength(i: int) -> tuple[float, float, float]:
        mean, p = found[i].difference.mean, found[i].p
        return (min(mean, 0), -p if p == p else -np.inf, mean)

    return min(range(len(found)), key=strength)


@dataclass(frozen=True)
class Exceeds:
    """In each pair the first group is better than the second: by `number`, if the paper says how much."""

    metric: str
    pairs: Sequence[tuple[Group, Group]]
    number: float | None = None
    relative: bool = False

    @property
    def _least(self) -> float:
        """A smaller difference is none to speak of; of metrics other than accuracies, and of relative ones, nothing is."""
        return MARGIN if METRICS_BY_NAME[self.metric].unit == "%" and not self.relative else 0.0

    def find(self, sample: Sample) -> Finding:
        found = [sample.compare(pair, self.metric, self.relative) for pair in self.pairs]
        least = _weakest(found)
        weakest = found[least]
        text = points(weakest.difference, "%" if self.relative else _unit(self.metric))
        if len(found) > 1:
            text = f"least, {name_of(self.pairs[least][0])} over {name_of(self.pairs[least][1])}: {text}"

        def verdict(corrected: float) -> str:
            return _exceeds(weakest, corrected, corrected if len(found) == 1 else len(found) * weakest.p, self.number, self._least)

        claimed = self.number or self._least
        needed = max(c.needed_for(claimed) for c in found) if claimed else weakest.needed
        pairs = tuple(tuple(tuple(sorted(group.items())) for group in pair) for pair in self.pairs)
        return Finding(text, verdict, weakest, corrects=True, needed=needed, hypothesis=(self.metric, pairs))

    def holds(self, sample: Sample) -> bool:
        return all(differences(sample, pair, self.metric).mean() > MARGIN for pair in self.pairs)


@dataclass(frozen=True)
class Alike:
    """In each pair the two groups reach the same accuracy; with `costs` the first one costs little, and may be better."""

    metric: str
    pairs: Sequence[tuple[Group, Group]]
    costs: bool = False
    margin: float = MARGIN

    @property
    def _most(self) -> float:
        return np.inf if self.costs else self.margin

    def find(self, sample: Sample) -> Finding:
        found = [sample.compare(pair, self.metric) for pair in self.pairs]
        most = max(range(len(found)), key=lambda i: -found[i].difference.mean if self.costs else abs(found[i].difference.mean))
        widest = found[most].difference
        text = points(widest, _unit(self.metric))
        if len(found) > 1:
            text = f"most, {name_of(self.pairs[most][0])} over {name_of(self.pairs[most][1])}: {text}"

        def verdict(_: float) -> str:
            if any(c.difference.outside(-self.margin, self._most) and len(found) * c.p < stats.ALPHA for c in found):
                return CONTRADICTED
            return REPRODUCED if all(c.inner.within(-self.margin, self._most) for c in found) else CANNOT_TELL

        return Finding(text, verdict, found[most], needed=max(c.needed_within(self.margin, 1 if self.costs else 2) for c in found))

    def holds(self, sample: Sample) -> bool:
        return all(-self.margin <= differences(sample, pair, self.metric).mean() <= self._most for pair in self.pairs)


@dataclass(frozen=True)
class Takes:
    """An epoch of the first group takes longer than one of the second, by `number` percent of it. Paired by data set and seed; of each seed the mean
    over the data sets, so that the change is a mean of ratios."""

    pair: tuple[Group, Group]
    number: float

    def find(self, sample: Rows) -> Finding:
        first, second = (self._seconds(sample, group) for group in self.pair)
        change = (100 * (first / second - 1)).unstack(["dataset", "mri_protocol"]).dropna(axis="columns", how="all").dropna()
        if change.empty:
            raise Absent(f"{name_of(self.pair[0])} and {name_of(self.pair[1])} have no seed in common")
        comparison = stats.compare(change.mean(axis=1).to_numpy())
        return Finding(points(comparison.difference, "%"), lambda corrected: _exceeds(comparison, corrected, corrected, self.number, 0), comparison, corrects=True,
                       needed=comparison.needed_for(self.number))

    @staticmethod
    def _seconds(sample: Rows, group: Group) -> pd.Series:
        rows = sample.frame
        for name, value in group.items():
            rows = rows[rows[name] == value]
        if rows.empty:
            raise Absent(f"no completed trial with {name_of(group)}")
        return rows.set_index(["dataset", "mri_protocol", "seed"])["median_epoch_seconds"]


@dataclass(frozen=True)
class Trains:
    """Whether a group's training accuracy leaves chance behind, or, with `learns` False, stays there."""

    group: Group
    chance: float
    learns: bool = True

    def find(self, sample: Sample) -> Finding:
        interval = stats.bootstrap_mean(sample.values(self.group, "train_accuracy").to_numpy())
        ends = "" if np.isnan(interval.low) else f" [{interval.low:.1f}, {interval.high:.1f}]"
        bound = self.chance + LEARNT

        def verdict(_: float) -> str:
            if interval.outside(bound, bound):
                return REPRODUCED if (interval.low > bound) == self.learns else CONTRADICTED
            return CANNOT_TELL

        return Finding(f"{interval.mean:.1f}%{ends} in training, chance {self.chance:.0f}%", verdict)

    def holds(self, sample: Sample) -> bool:
        return (sample.values(self.group, "train_accuracy").mean() > self.chance + LEARNT) == self.learns


@dataclass(frozen=True)
class Structure:
    """A statement about which layers gradients reach: `measure` says in words what was found, and whether it is as stated; None where not
    everything was run that the statement is about. by_convention: it could not be otherwise, since the convention of the gradient decides it."""

    measure: Callable[[Rows], tuple[str, bool | None]]
    by_convention: bool = False

    def find(self, sample: Rows) -> Finding:
        text, holds = self.measure(sample)
        borne_out = FOLLOWS if self.by_convention else REPRODUCED
        return Finding(text, lambda _: UNTESTED if holds is None else borne_out if holds else CONTRADICTED)


def reached(sample: Rows) -> pd.DataFrame:
    """By wiring and number of layers: `layers_reached`, those whose gradient norm was above zero in every trial, as a tuple of bool."""
    lines = []
    for (layers, wiring), rows in sample.frame.groupby(["layers", "wiring"], sort=False):
        norms = np.nanmax(sample.results.gradient_norms[rows.index, :, :layers], axis=1)
        lines.append({"layers": layers, "wiring": wiring, "layers_reached": tuple((norms > 0).all(axis=0))})
    return pd.DataFrame(lines)
