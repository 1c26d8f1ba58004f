import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from analysis import stats
from analysis.stats.effects import achieved_correlation


def test_the_interval_is_nearly_students_for_normal_values_and_never_leaves_the_observed():
    """scipy's t interval is the independent implementation: of normal values the expanded percentile interval is as wide, on average."""
    draws = np.random.default_rng(1).normal(size=(10, 400))
    band = stats.band(draws)
    reach = scipy_stats.t.ppf(0.975, 9) * scipy_stats.sem(draws, axis=0)
    assert np.mean((band.high - band.low) / (2 * reach)) == pytest.approx(1, abs=0.06)
    assert (band.low >= draws.min(axis=0)).all() and (band.high <= draws.max(axis=0)).all()
    assert band.seeds == 10 and band.mean == pytest.approx(draws.mean(axis=0))


def test_bands_of_accuracies_stay_between_0_and_100_percent():
    accuracies = np.array([100.0] * 9 + [90.0])
    band = stats.band(accuracies[:, None])
    assert 90 <= band.low[0] < 99 < band.high[0] <= 100
    assert 99 + scipy_stats.t.ppf(0.975, 9) * scipy_stats.sem(accuracies) > 101  # as Student's does not


# Two standard errors of a share near 95% of 4000.
@pytest.mark.parametrize("draw, mean, least", [
    (lambda rng, size: rng.normal(size=size), 0, 0.95), (lambda rng, size: rng.uniform(size=size), 0.5, 0.95),
    (lambda rng, size: rng.beta(8, 2, size=size), 0.8, 0.935), (lambda rng, size: rng.exponential(size=size), 1, 0.90)])
def test_intervals_of_ten_seeds_cover_the_mean(draw, mean, least):
    band = stats.band(draw(np.random.default_rng(2), (10, 4000)))
    share = np.mean((band.low <= mean) & (mean <= band.high))
    assert share >= least - 2 * np.sqrt(0.95 * 0.05 / 4000)
    assert share <= 0.97


def test_one_seed_has_no_band():
    band = stats.band(np.array([[1.0, 2.0]]))
    assert list(band.mean) == [1, 2]
    assert np.isnan(band.low).all() and np.isnan(band.high).all()


def test_bootstrap_interval_is_near_the_normal_one_for_many_values():
    values = np.random.default_rng(3).normal(5, 2, size=400)
    interval = stats.bootstrap_mean(values)
    assert interval.mean == pytest.approx(values.mean())
    reach = 1.96 * values.std(ddof=1) / 20
    assert (interval.low, interval.high) == pytest.approx((values.mean() - reach, values.mean() + reach), abs=0.15 * reach)


def test_bootstrap_of_values_that_do_not_vary_is_a_point():
    assert stats.bootstrap_mean(np.full(5, 3.0)) == stats.Interval(3, 3, 3)
    assert math.isnan(stats.bootstrap_mean(np.array([3.0])).low)


def test_bootstrap_survives_nearly_degenerate_values():
    interval = stats.bootstrap_mean(np.array([0.0] * 9 + [30.0]))
    assert interval.low <= interval.mean <= interval.high


# Of n differences of one sign, 2 of the 2^n sign changes are as extreme.
@pytest.mark.parametrize("pairs", [4, 10, 13])
def test_permutation_test_is_exact_for_few_pairs(pairs):
    differences = np.arange(1.0, pairs + 1)
    assert stats.permutation_p(differences) == pytest.approx(2 / 2**pairs, rel=1e-9)


def test_permutation_test_rejects_as_often_as_it_says():
    rng = np.random.default_rng(4)
    rejected = np.mean([stats.permutation_p(rng.normal(size=8)) <= 0.05 for _ in range(600)])
    assert rejected == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 600))


def test_effect_is_in_standard_deviations_of_the_differences():
    assert stats.cohen_d(np.array([1.0, 2.0, 3.0])) == pytest.approx(2)
    assert stats.cohen_d(np.full(4, 2.0)) == math.inf
    assert stats.cohen_d(np.full(4, -2.0)) == -math.inf
    assert stats.cohen_d(np.zeros(4)) == 0
    assert math.isnan(stats.cohen_d(np.array([1.0])))


def test_the_effect_between_groups_is_in_their_pooled_standard_deviation():
    """Means 2 and 5; sums of squares 2 and 20 over 2 + 3 degrees of freedom."""
    assert stats.compare_groups(np.array([1.0, 2, 3]), np.array([2.0, 4, 6, 8])).effect == pytest.approx(-3 / math.sqrt(22 / 5))
    assert stats.compare_groups(np.full(3, 2.0), np.full(2, 1.0)).effect == math.inf
    assert math.isnan(stats.compare_groups(np.array([1.0]), np.array([2.0, 4])).effect)


def test_the_correlation_of_pairs_is_pearsons():
    assert achieved_correlation(np.array([0.0, 1, 0]), np.array([0.0, 1, 1])) == pytest.approx(0.5)
    assert achieved_correlation(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])) == pytest.approx(-1)
    for first, second in (([1.0, 2], [1.0, 2]), ([1.0, 1, 1], [1.0, 2, 3]), ([1.0, 2, 3], [1.0, 1, 1])):
        assert math.isnan(achieved_correlation(np.array(first), np.array(second)))


# 34 pairs for d = 0.5: Cohen, Statistical Power Analysis (1988), and G*Power.
def test_pairs_needed_are_those_of_the_tables():
    assert stats.pairs_needed(0.5) == 34
    assert stats.pairs_needed(-0.5) == 34
    assert stats.pairs_needed(0.2) == 199
    assert stats.pairs_needed(math.inf) == 2
    assert stats.pairs_needed(0) == math.inf
    assert math.isnan(stats.pairs_needed(math.nan))


def test_so_many_pairs_have_that_power():
    rng = np.random.default_rng(5)
    pairs = int(stats.pairs_needed(0.8))
    found = np.mean([scipy_stats.ttest_1samp(rng.normal(0.8, 1, pairs), 0).pvalue < 0.05 for _ in range(4000)])
    assert 0.78 < found < 0.87  # the power that is asked for, or a little more, pairs being whole


def test_holm_steps_down_and_skips_what_was_not_tested():
    assert stats.holm([0.01, 0.04, math.nan, 0.03]) == pytest.approx([0.03, 0.06, math.nan, 0.06], nan_ok=True)
    assert stats.holm([]) == []


def test_shares_have_wilsons_interval():
    share = stats.share(7, 10)
    assert (share.mean, share.low, share.high) == pytest.approx((0.7, 0.3968, 0.8922), abs=1e-4)
    assert stats.share(0, 20).low == 0


def test_small_counts_are_tested_exactly():
    few = np.array([[8, 2], [1, 5]])
    assert stats.association(few).p == scipy_stats.fisher_exact(few)[1]
    # The share of all tables with these sums whose statistic is as large, by their probabilities.
    table = np.array([[3, 0, 1], [0, 3, 1], [1, 1, 2]])
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    expected = np.outer(rows, columns) / table.sum()
    chance = scipy_stats.random_table(rows, columns)
    total = 0.0
    cells = [(a, b, c, d) for a in range(5) for b in range(5 - a) for c in range(5) for d in range(5 - c)]
    for a, b, c, d in cells:
        made = np.array([[a, b, 4 - a - b], [c, d, 4 - c - d], [4 - a - c, 4 - b - d, 4 - (4 - a - b) - (4 - c - d)]])
        if made.min() >= 0 and ((made - expected) ** 2 / expected).sum() >= ((table - expected) ** 2 / expected).sum() - 1e-9:
            total += chance.pmf(made)
    assert stats.association(table).p == pytest.approx(total, abs=3 * np.sqrt(total * (1 - total) / 9999))


def test_association_tells_what_decides():
    assert stats.association([[10, 0], [0, 10]]).v == pytest.approx(1)
    assert stats.association([[5, 5], [5, 5]]).v == pytest.approx(0)
    assert stats.association([[10, 0], [5, 0]]) == stats.Association(0.0, 1.0)
    assert stats.association([[8, 2], [2, 8]]).p == pytest.approx(scipy_stats.chi2_contingency([[8, 2], [2, 8]], correction=False)[1])
