"""Tests and intervals on public data and published worked examples, and against independent implementations."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats as scipy_stats
from statsmodels.formula.api import ols
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

from analysis import stats
from analysis.stats.effects import members_needed

# Student, "The Probable Error of a Mean", Biometrika 6 (1908): additional hours of sleep, second drug minus first, ten patients.
SLEEP = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
# Darwin's maize, crossed minus self-fertilised, in eighths of an inch; Fisher, The Design of Experiments (1935), section 21.
MAIZE = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])
# Yield of peas in six blocks under nitrogen, phosphate and potash; Venables and Ripley, Modern Applied Statistics with S, section 6.7 (R's npk).
PEAS = np.array([49.5, 62.8, 46.8, 57.0, 59.8, 58.5, 55.5, 56.0, 62.8, 55.8, 69.5, 55.0, 62.0, 48.8, 45.5, 44.2, 52.0, 51.5, 49.8, 48.8, 57.2, 59.0, 53.2, 56.0])
PLOTS = "011 110 000 101 100 111 001 010 010 111 100 001 100 111 001 010 110 000 101 011 101 110 011 000".split()
FERTILISERS = {name: np.array([int(plot[place]) for plot in PLOTS]) for place, name in enumerate("NPK")}
BLOCKS = np.repeat(np.arange(6), 4)


def test_fishers_exact_permutation_test_of_darwins_maize():
    """Fisher counts 863 of the 2^15 sign changes with a sum of 314 or more: 5.267% in both tails."""
    assert stats.permutation_p(MAIZE) == pytest.approx(2 * 863 / 2**15, abs=1e-12)


def test_students_sleep_data():
    """Nine positive differences and a zero: 4 of 1024 sign changes are as extreme. t = 4.0621 (R's t.test), which is d times the root of 10."""
    found = stats.compare(SLEEP)
    assert found.p == 4 / 1024
    assert found.effect * np.sqrt(10) == pytest.approx(4.0621, abs=5e-5)
    assert found.difference.mean == pytest.approx(1.58)
    assert found.difference.low == pytest.approx(0.70, abs=0.2) and found.difference.high == pytest.approx(2.46, abs=0.2)  # t.test: 0.7001 to 2.4599


def test_the_test_of_two_groups_is_scipys():
    first, second = np.random.default_rng(1).normal(0.8, 1, 6), np.random.default_rng(2).normal(0, 1, 5)
    reference = scipy_stats.permutation_test((first, second), lambda x, y: abs(np.mean(x) - np.mean(y)), n_resamples=np.inf, alternative="greater")
    assert stats.groups_p(first, second) == pytest.approx(reference.pvalue, abs=1e-12)


def test_cliffs_delta_is_mann_and_whitneys_u():
    first, second = np.round(np.random.default_rng(3).normal(1, 2, 17)), np.round(np.random.default_rng(4).normal(0, 2, 23))
    u = scipy_stats.mannwhitneyu(first, second).statistic
    assert stats.cliffs_delta(first, second) == pytest.approx(2 * u / (17 * 23) - 1, abs=1e-12)


def test_holms_correction_is_statsmodels():
    p_values = np.random.default_rng(9).uniform(0, 0.2, 12)
    assert stats.holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], rel=1e-12)


def test_equivalence_agrees_with_statsmodels_for_many_pairs():
    """The permutation test tends to Schuirmann's two one-sided t tests."""
    differences = np.random.default_rng(5).normal(0.2, 1, 60)
    expected = ttost_paired(differences, np.zeros(60), -0.5, 0.5)[0]
    assert stats.equivalence(differences, 0.5).p == pytest.approx(expected, abs=0.006)
    assert stats.equivalence(SLEEP, 3).shown and not stats.equivalence(SLEEP, 2).shown


def test_two_groups_of_64_see_a_medium_effect():
    """Cohen, Statistical Power Analysis (1988), table 2.3.5; G*Power 3."""
    assert members_needed(0.5) == 64
    assert members_needed(0.8) == 26


def test_sums_of_squares_of_the_published_analysis():
    """R's summary(aov(yield ~ block + N*P*K, npk)): block 343.3, N 189.28, P 8.40, K 95.20, N:P 21.28, N:K 33.14, P:K 0.48; F of N 12.259, p 0.00437."""
    found = {share.term: share for share in stats.decompose(FERTILISERS, PEAS, BLOCKS)}
    expected = {("",): 343.3, ("N",): 189.28, ("P",): 8.40, ("K",): 95.20, ("N", "P"): 21.28, ("N", "K"): 33.14, ("P", "K"): 0.48}
    assert {term: share.squares for term, share in found.items()} == pytest.approx(expected, abs=0.06)
    assert found[("N",)].p == pytest.approx(0.00437, abs=5e-6)
    assert found[("K",)].p == pytest.approx(0.02880, abs=5e-5)


def test_unbalanced_designs_have_statsmodels_sums_of_type_two():
    rng = np.random.default_rng(6)
    frame = {"a": rng.integers(0, 3, 60), "b": rng.integers(0, 2, 60)}
    response = 2.0 * frame["a"] + frame["b"] * (frame["a"] == 1) + rng.normal(size=60)
    table = sm.stats.anova_lm(ols("y ~ C(a) * C(b)", {**frame, "y": response}).fit(), typ=2)
    found = {share.term: share for share in stats.decompose(frame, response)}
    for term, row in ((("a",), "C(a)"), (("b",), "C(b)"), (("a", "b"), "C(a):C(b)")):
        assert found[term].squares == pytest.approx(table.loc[row, "sum_sq"], rel=1e-9)
        assert found[term].p == pytest.approx(table.loc[row, "PR(>F)"], rel=1e-9)


def test_shares_of_a_sample_are_sobol_indices():
    """f = 5u + (v - 1/2)^2 * 10 + 6 (u - 1/2)(w - 1/2): the variances are 25/12, 100/180 and 36/144; of w alone nothing. Saltelli's estimator on the function
    itself is the independent implementation."""
    def function(x):
        return 5 * x[:, 0] + 10 * (x[:, 1] - 0.5) ** 2 + 6 * (x[:, 0] - 0.5) * (x[:, 2] - 0.5)

    rng = np.random.default_rng(7)
    a, b = rng.uniform(size=(2, 200_000, 3))
    total = function(a).var()
    saltelli = [np.mean(function(b) * (function(np.where(np.arange(3) == i, b, a)) - function(a))) / total for i in range(3)]
    points = scipy_stats.qmc.Sobol(3, seed=8).random(128)
    found = {s.term: s.share for s in stats.decompose(dict(zip("uvw", points.T)), function(points) + rng.normal(0, 0.05, 128))}
    assert [found[(name,)] for name in "uvw"] == pytest.approx(saltelli, abs=0.03)
    assert found[("u", "w")] == pytest.approx((36 / 144) / (25 / 12 + 100 / 180 + 36 / 144), abs=0.03)
    assert found[("u", "v")] == pytest.approx(0, abs=0.02)
