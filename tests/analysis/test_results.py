import h5py
import numpy as np
import pytest
from conftest import EPOCHS, WIRINGS, write_results

from analysis import results


def test_reads_every_trial(results_file):
    read = results.read(results_file)
    assert len(read.trials) == len(WIRINGS) * 4
    assert list(read.trials["wiring"].unique()) == list(WIRINGS)
    assert read.name == "fig08"
    assert read.gaps() == []


def test_curves_are_in_the_order_of_seeds(tmp_path):
    def reverse(rows):
        rows["seed"] = 3 - rows["seed"]

    read = results.read(write_results(tmp_path / "r.h5", change=reverse))
    curves = read.curves("train_accuracy", read.completed(wiring="none"))
    assert curves.values.shape == (4, EPOCHS)
    assert list(curves.epochs) == list(range(1, EPOCHS + 1))
    assert np.all(np.diff(curves.values[:, 0]) < 0)


def test_gaps_are_named(tmp_path):
    read = results.read(write_results(tmp_path / "r.h5", statuses={1: "failed", 2: "diverged", 3: "failed"}, planned_trials=25))
    assert read.gaps() == ["5 of 25 planned trials are missing.", "2 trials failed; the first: a reason <b>.",
                           "1 trials diverged; the first: a reason <b>."]
    assert len(read.completed()) == 17


def test_bad_files_are_refused(tmp_path):
    with pytest.raises(results.BadInput, match="no such file"):
        results.read(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("text")
    with pytest.raises(results.BadInput, match="not a whole results file"):
        results.read(tmp_path / "text.h5")
    whole = write_results(tmp_path / "whole.h5").read_bytes()
    (tmp_path / "half.h5").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(results.BadInput, match="half.h5"):
        results.read(tmp_path / "half.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = 1
    with pytest.raises(results.BadInput, match="not of Quanvas"):
        results.read(tmp_path / "other.h5")
    with pytest.raises(results.BadInput, match="schema version 9"):
        results.read(write_results(tmp_path / "new.h5", schema_version=9))
