"""How often verdicts are wrong where nothing differs, and how often the best configuration is among those named: by simulation, seeded.

Every bound is the stated rate and two standard errors of the simulation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from analysis import judge, stats
from analysis.judge import CONTRADICTED, NOT, REPRODUCED, Alike, Exceeds, Trains

SWEEPS, SEEDS, LEVEL = 2000, 10, 0.05


def bound(rate: float, count: int = SWEEPS) -> float:
    return rate + 2 * np.sqrt(rate * (1 - rate) / count)


def null_sweeps(configurations: int, seed: int = 1) -> np.ndarray:
    """[sweep, seed, configuration]: accuracies that differ by seed, skewed and correlated, and by nothing else."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(SWEEPS, SEEDS, 1))
    return 90 - np.exp(0.5 * common + 0.8 * rng.normal(size=(SWEEPS, SEEDS, configurations)))


def test_families_without_effects_hold_a_better_one_in_five_percent_at_most():
    wrong = 0
    for values in null_sweeps(4):
        p = [stats.permutation_p(values[:, i] - values[:, j]) for i in range(4) for j in range(i)]
        wrong += min(stats.holm(p)) < LEVEL
    assert wrong / SWEEPS <= bound(LEVEL)


def test_the_best_of_equals_is_never_sure_more_often_than_said():
    alone = [len(stats.select_best(values).candidates) == 1 for values in null_sweeps(6)]
    assert np.mean(alone) <= bound(LEVEL)


def test_the_named_candidates_hold_the_best():
    missed = np.mean([0 not in stats.select_best(values + np.array([0.3, 0, 0, 0, -0.5, -1])).candidates for values in null_sweeps(6, 2)])
    assert missed <= bound(LEVEL)


def test_what_choosing_the_best_promises_is_kept():
    """The best of ten equal ones looks better than it is; its mean on seeds that had no part in the choice does not."""
    found = [(values.mean(axis=0).max(), stats.select_best(values).honest) for values in null_sweeps(10, 3)[:500]]
    looks, honest = pd.DataFrame(found).mean()
    truth = 90 - np.exp((0.5**2 + 0.8**2) / 2)
    assert looks > truth + 0.2
    assert abs(honest - truth) < 0.1


def test_equivalence_at_the_margin_is_claimed_in_five_percent_at_most():
    rng = np.random.default_rng(4)
    claimed = np.mean([stats.equivalence(rng.normal(1, 1.5, SEEDS), 1.0).shown for _ in range(SWEEPS)])
    assert claimed <= bound(LEVEL)


def test_axes_that_do_nothing_are_found_to_matter_in_five_percent_at_most():
    rng = np.random.default_rng(5)
    axes = {"a": np.repeat(np.arange(3), 2 * SEEDS), "b": np.tile(np.repeat(np.arange(2), SEEDS), 3)}
    seed = np.tile(np.arange(SEEDS), 6)
    found = [[s.p for s in stats.decompose(axes, rng.normal(size=60) + rng.normal(size=SEEDS)[seed], seed) if s.term == ("a",)] for _ in range(400)]
    assert np.mean(np.array(found) < LEVEL) <= bound(LEVEL, 400)


@dataclass(frozen=True)
class Groups:
    """Groups 0, 1, ... of training accuracies [seed], in percent."""

    accuracies: Sequence[np.ndarray]

    def values(self, of: dict[str, int], metric: str) -> pd.Series:
        return pd.Series(self.accuracies[of["number"]])

    def compare(self, pair: tuple[dict[str, int], dict[str, int]], metric: str, relative: bool = False) -> stats.Comparison:
        first, second = (self.accuracies[of["number"]] for of in pair)
        return stats.compare(first - second)


def verdict(test, *groups: np.ndarray) -> str:
    finding = test.find(Groups(groups))
    return finding.verdict(finding.comparison.p if finding.comparison else np.nan)


def group(number: int) -> dict[str, int]:
    return {"number": number}


VERDICT_SWEEPS = 300


@pytest.mark.parametrize("spread", [0.5, 12])
@pytest.mark.parametrize("costs", [False, True])
def test_groups_that_do_not_differ_are_called_different_no_more_often_than_said(costs, spread):
    """Whatever the spread, of three groups against one, paired or not, that come from one distribution."""
    rng = np.random.default_rng([6, costs, int(10 * spread)])
    test = Alike("train_accuracy", [(group(i), group(0)) for i in (1, 2, 3)], costs=costs)
    found = [verdict(test, *(70 + spread * rng.normal(size=(4, SEEDS)))) for _ in range(VERDICT_SWEEPS)]
    assert np.mean([v in (NOT, CONTRADICTED) for v in found]) <= bound(LEVEL, VERDICT_SWEEPS)
    if spread == 0.5:
        assert np.mean([v == REPRODUCED for v in found]) > 0.95


@pytest.mark.parametrize("costs", [False, True])
def test_a_cost_at_the_margin_is_called_little_in_five_percent_at_most(costs):
    rng = np.random.default_rng([7, costs])
    test = Alike("train_accuracy", [(group(1), group(0))], costs=costs)
    found = []
    for _ in range(VERDICT_SWEEPS):
        base = 70 + 3 * rng.normal(size=SEEDS)
        found.append(verdict(test, base, base - judge.MARGIN + 3 * rng.normal(size=SEEDS)))
    assert np.mean([v == REPRODUCED for v in found]) <= bound(LEVEL, VERDICT_SWEEPS)


@pytest.mark.parametrize("number", [None, 8.0])
@pytest.mark.parametrize("seeds", [4, 10])
def test_a_difference_that_is_as_claimed_is_denied_in_five_percent_at_most(number, seeds):
    """Where a gain is as the paper says, or as large as the margin where it says nothing."""
    rng = np.random.default_rng([8, seeds, number is None])
    gain = judge.MARGIN if number is None else number
    found = [verdict(Exceeds("train_accuracy", [(group(1), group(0))], number), *(np.array([[70.0], [70 + gain]]) + 6 * rng.normal(size=(2, seeds))))
             for _ in range(VERDICT_SWEEPS)]
    assert np.mean([v in (NOT, CONTRADICTED) for v in found]) <= bound(LEVEL, VERDICT_SWEEPS)


def test_a_difference_that_is_none_is_reproduced_in_five_percent_at_most():
    rng = np.random.default_rng(9)
    found = [verdict(Exceeds("train_accuracy", [(group(1), group(0))]), *(70 + 6 * rng.normal(size=(2, SEEDS)))) for _ in range(VERDICT_SWEEPS)]
    assert np.mean([v == REPRODUCED for v in found]) <= bound(LEVEL, VERDICT_SWEEPS)


@pytest.mark.parametrize("learns", [False, True])
def test_whether_a_model_trains_is_denied_in_five_percent_at_most(learns):
    """At the very limit, where either answer would be wrong as often as the other."""
    rng = np.random.default_rng([10, learns])
    found = [verdict(Trains(group(0), 10, learns), 20 + 5 * rng.normal(size=SEEDS)) for _ in range(VERDICT_SWEEPS)]
    assert np.mean([v == CONTRADICTED for v in found]) <= bound(LEVEL / 2, VERDICT_SWEEPS)


@pytest.mark.parametrize("spread", [1, 8])
def test_intervals_hold_the_mean_as_often_as_they_say(spread):
    """Of ten normal values, and of ratios of means."""
    rng = np.random.default_rng([11, spread])
    of_mean = of_ratio = 0
    for _ in range(SWEEPS):
        first, second = 60 + spread * rng.normal(size=SEEDS), 50 + spread * rng.normal(size=SEEDS)
        mean, ratio = stats.bootstrap_mean(first), stats.relative_change(first, second)
        of_mean += mean.low <= 60 <= mean.high
        of_ratio += ratio.low <= 20 <= ratio.high
    for covered in (of_mean, of_ratio):
        assert abs(covered / SWEEPS - 0.95) < 0.02
