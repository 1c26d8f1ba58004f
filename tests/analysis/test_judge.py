"""Verdicts on made-up accuracies whose answer is known."""

import numpy as np
import pandas as pd
import pytest

from analysis import judge, page, stats
from analysis.experiments import Absent
from analysis.judge import CANNOT_TELL, CONTRADICTED, DIRECTION, FOLLOWS, NOT, REPRODUCED, UNTESTED, VERDICTS, Alike, Exceeds, Rows, Structure, Trains

A, B = {"wiring": "A"}, {"wiring": "B"}
NOISE = np.array([-1.0, 1.0, -0.5, 0.5, -2.0, 2.0, 0.3, -0.3, 0.1, -0.1])


def sample(**percent: np.ndarray) -> Rows:
    """Ten seeds of each wiring, with these training accuracies in percent."""
    return Rows(None, pd.DataFrame([{"wiring": wiring, "seed": seed, "train_accuracy": value / 100}
                                    for wiring, values in percent.items() for seed, value in enumerate(values)]))


def verdict(test, rows: Rows, p: float | None = None) -> str:
    finding = test.find(rows)
    return finding.verdict(finding.comparison.p if p is None and finding.comparison else p)


def test_differences_are_paired_by_seed():
    base = np.linspace(10, 80, 10)
    rows = sample(A=base + 7, B=base)
    assert judge.differences(rows, (A, B), "train_accuracy") == pytest.approx(np.full(10, 7))
    rows.frame.drop(index=rows.frame.index[3], inplace=True)
    assert len(judge.differences(rows, (A, B), "train_accuracy")) == 9


def test_relative_gains_are_ratios_of_means():
    first, second = np.array([60.0, 61, 62, 63, 64, 65, 66, 67, 68, 69]), np.array([1.0, 40, 41, 42, 43, 44, 45, 46, 47, 48])
    found = sample(A=first, B=second).compare((A, B), "train_accuracy", relative=True)
    assert found.difference.mean == pytest.approx(100 * (first.mean() / second.mean() - 1))
    assert found.p == sample(A=first, B=second).compare((A, B), "train_accuracy").p, "one hypothesis, one p"


@pytest.mark.parametrize("number, gap, expected", [
    (None, 20, REPRODUCED), (20.0, 20, REPRODUCED), (36.0, 20, DIRECTION), (None, 0, NOT), (20.0, 0, NOT), (20.0, -20, CONTRADICTED)])
def test_exceeds(number, gap, expected):
    assert verdict(Exceeds("train_accuracy", [(A, B)], number), sample(A=50 + gap + NOISE, B=np.full(10, 50.0))) == expected


def test_a_difference_that_correction_takes_away_is_not_reproduced():
    rows = sample(A=52 + NOISE, B=np.full(10, 50.0))
    assert verdict(Exceeds("train_accuracy", [(A, B)]), rows) == REPRODUCED
    assert verdict(Exceeds("train_accuracy", [(A, B)]), rows, p=0.2) == NOT
    assert verdict(Exceeds("train_accuracy", [(A, B)], 2.0), rows, p=0.2) == CANNOT_TELL


def test_what_holds_both_the_claim_and_nothing_cannot_tell():
    wide = sample(A=55 + 20 * NOISE, B=np.full(10, 50.0))
    assert verdict(Exceeds("train_accuracy", [(A, B)], 10.0), wide) == CANNOT_TELL
    assert verdict(Exceeds("train_accuracy", [(A, B)]), wide) == CANNOT_TELL


def test_seeds_that_would_tell_are_planned_from_the_claimed_difference():
    finding = Exceeds("train_accuracy", [(A, B)], 10.0).find(sample(A=50 + 20 * NOISE, B=np.full(10, 50.0)))
    spread = 20 * NOISE.std(ddof=1)
    assert finding.needed == stats.pairs_needed(10 / spread) and finding.needed > 10


def test_the_p_beside_a_difference_is_its_own():
    rows = sample(A=80 + NOISE, B=50 + NOISE, C=79.0 + NOISE[::-1])
    finding = Exceeds("train_accuracy", [(A, B), (A, {"wiring": "C"})]).find(rows)
    own = stats.compare(judge.differences(rows, (A, {"wiring": "C"}), "train_accuracy"))
    assert (finding.comparison.p, finding.comparison.difference) == (own.p, own.difference)


def test_of_several_comparisons_the_weakest_decides():
    rows = sample(A=80 + NOISE, B=50 + NOISE, C=79.9 + NOISE[::-1])
    test = Exceeds("train_accuracy", [(A, B), (A, {"wiring": "C"})])
    finding = test.find(rows)
    assert "A over C" in finding.ours
    assert finding.verdict(finding.comparison.p) == NOT, "no gain of five points"
    assert not test.holds(rows)
    assert Exceeds("train_accuracy", [(A, B)]).holds(rows)


@pytest.mark.parametrize("gap, spread, expected", [(1, 1, REPRODUCED), (4.6, 2, CANNOT_TELL), (6, 4, CANNOT_TELL), (20, 1, CONTRADICTED)])
def test_alike(gap, spread, expected):
    assert verdict(Alike("train_accuracy", [(A, B)]), sample(A=50 + gap + spread * NOISE, B=np.full(10, 50.0))) == expected


@pytest.mark.parametrize("gap, spread, expected", [(20, 1, REPRODUCED), (-1, 1, REPRODUCED), (-4.6, 2, CANNOT_TELL), (-6, 4, CANNOT_TELL), (-20, 1, CONTRADICTED)])
def test_costs_little(gap, spread, expected):
    test, rows = Alike("train_accuracy", [(A, B)], costs=True), sample(A=50 + gap + spread * NOISE, B=np.full(10, 50.0))
    assert verdict(test, rows) == expected
    assert test.holds(rows) == (gap >= -judge.MARGIN)


def test_alike_is_about_all_of_its_pairs():
    pairs = [(A, B), ({"wiring": "C"}, B)]
    rows = sample(A=50 + 4.6 + 2 * NOISE, B=np.full(10, 50.0), C=50 + 6 + 4 * NOISE)
    test = Alike("train_accuracy", pairs)
    finding = test.find(rows)
    assert finding.ours.startswith("most, C over B: ")
    assert verdict(test, rows) == CANNOT_TELL and not test.holds(rows)
    alone = Alike("train_accuracy", pairs[:1])
    assert alone.find(rows).ours.startswith("+4.6")
    assert verdict(alone, rows) == CANNOT_TELL and alone.holds(rows)


def test_groups_are_named_by_what_sets_them_apart():
    assert judge.name_of({"model": "qcq_cnn", "noise": "none", "noise_in": "inference"}) == "QCQ-CNN no noise in inference alone"
    assert judge.name_of({"reps": 1, "noise_in": "both"}) == "1 repetition in training and inference"
    assert judge.name_of({"depths": "4,1"}) == "depths 4,1"
    assert judge.name_of({"wiring": "O1+O2"}) == "O1+O2"


def test_learning_is_expected_unless_said_otherwise():
    assert verdict(Trains(A, 10), sample(A=80 + NOISE)) == REPRODUCED


@pytest.mark.parametrize("accuracy, spread, learns, expected", [
    (12, 1, False, REPRODUCED), (80, 1, False, CONTRADICTED), (80, 1, True, REPRODUCED), (12, 1, True, CONTRADICTED),
    (19.5, 4, False, CANNOT_TELL), (20.5, 4, False, CANNOT_TELL), (20.5, 4, True, CANNOT_TELL), (19.5, 4, True, CANNOT_TELL)])
def test_trains(accuracy, spread, learns, expected):
    rows = sample(A=accuracy + spread * NOISE)
    test = Trains(A, 10, learns)
    assert verdict(test, rows) == expected
    assert test.holds(rows) == ((accuracy > 20) == learns)


def test_structures_hold_or_not():
    assert verdict(Structure(lambda _: ("as said", True)), sample()) == REPRODUCED
    assert verdict(Structure(lambda _: ("otherwise", False)), sample()) == CONTRADICTED
    assert verdict(Structure(lambda _: ("as said", True), by_convention=True), sample()) == FOLLOWS
    assert verdict(Structure(lambda _: ("otherwise", False), by_convention=True), sample()) == CONTRADICTED
    assert verdict(Structure(lambda _: ("3 of 5", None)), sample()) == UNTESTED


def test_groups_without_trials_are_absent():
    with pytest.raises(Absent, match="wiring B"):
        Exceeds("train_accuracy", [(A, B)]).find(sample(A=50 + NOISE))


def test_a_single_seed_decides_nothing():
    rows = sample(A=np.array([90.0]), B=np.array([10.0]))
    for test in (Exceeds("train_accuracy", [(A, B)]), Exceeds("train_accuracy", [(A, B)], 20.0), Alike("train_accuracy", [(A, B)]), Trains(A, 10)):
        assert verdict(test, rows) == CANNOT_TELL


def test_every_verdict_has_a_sign():
    assert set(VERDICTS) <= set(page.SIGNS)
