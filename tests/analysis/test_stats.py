import numpy as np
import pytest
from scipy import stats as scipy_stats

from analysis import stats


def test_band_is_the_student_t_interval():
    values = np.random.default_rng(1).normal(size=(7, 3))
    band = stats.band(values)
    for column in range(3):
        expected = scipy_stats.ttest_1samp(values[:, column], 0).confidence_interval(0.95)
        assert (band.low[column], band.high[column]) == pytest.approx((expected.low, expected.high), rel=1e-12)
    assert band.mean == pytest.approx(values.mean(axis=0))
    assert band.seeds == 7


def test_band_covers_the_mean_as_often_as_it_says():
    draws = np.random.default_rng(2).normal(size=(5, 4000))
    band = stats.band(draws)
    share = np.mean((band.low < 0) & (0 < band.high))
    assert share == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 4000))


def test_one_seed_has_no_band():
    band = stats.band(np.array([[1.0, 2.0]]))
    assert list(band.mean) == [1, 2]
    assert np.isnan(band.low).all() and np.isnan(band.high).all()
