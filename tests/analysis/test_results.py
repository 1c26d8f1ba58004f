from pathlib import Path

import h5py
import numpy as np
import pytest
from made_results import EPOCHS, WIRINGS, write_results

from analysis import figures, results
from analysis.experiments import FIG08, QCQ_TABLE1, Absent


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


def test_what_early_stopping_would_keep_is_tested(tmp_path):
    validation = np.array([0.5, 0.7, 0.9, 0.9, 0.8, 0.6])
    trials = [{"test_per_class": 10, "seed": 0}, {"seed": 1}, {"test_per_class": 10, "seed": 2}]
    file = write_results(tmp_path / "r.h5", trials=trials, accuracy=lambda _: validation, seconds=lambda t: np.array([9, 1, 2, 3, 2, 2]) + t["seed"],
                         statuses={2: "failed"})
    with h5py.File(file, "r+") as results_file:
        results_file["history/test_accuracy"][0] = np.arange(6) / 10
    read = results.read(file)
    assert read.trials["best_epoch"].to_numpy() == pytest.approx([3, 3, np.nan], nan_ok=True)
    assert read.trials["best_test_accuracy"].to_numpy() == pytest.approx([0.2, np.nan, np.nan], nan_ok=True)
    assert read.trials["median_epoch_seconds"].to_numpy() == pytest.approx([2, 3, np.nan], nan_ok=True)


def test_files_of_older_versions_are_read(tmp_path):
    file = write_results(tmp_path / "r.h5")
    new = ["labels", "test_fraction", "filter", "reps", "noise", "shots", "mri_protocol", "patience", "test_loss", "test_accuracy"]
    with h5py.File(file, "r+") as older:
        rows = older["trials"][:]
        del older["trials"], older["history/test_accuracy"], older["history/epoch_seconds"]
        older["trials"] = rows[[name for name in rows.dtype.names if name not in new]]
        older.attrs["schema_version"] = 1
    read = results.read(file)
    assert "noise" not in read.parameters and read.trials["best_test_accuracy"].isna().all()
    assert len(FIG08.find([read])[1]) == len(read.trials)
    with pytest.raises(Absent, match="no completed trial with the five models"):
        QCQ_TABLE1.find([read])


def test_the_file_says_which_columns_are_parameters(tmp_path):
    """Also one that stands behind `precision`, or behind the metrics."""
    file = write_results(tmp_path / "r.h5")
    with h5py.File(file, "r+") as newer:
        rows = newer["trials"][:]
        del newer["trials"]
        wider = np.zeros(len(rows), dtype=[*((name, rows.dtype[name]) for name in rows.dtype.names), ("momentum", "f8")])
        for name in rows.dtype.names:
            wider[name] = rows[name]
        newer["trials"] = wider
        newer["trials"].attrs["parameters"] = "model,wiring,momentum"
    assert results.read(file).parameters == ["model", "wiring", "momentum"]
    with h5py.File(file, "r+") as broken:
        del broken["trials"].attrs["parameters"]
    with pytest.raises(results.BadInput, match="not a whole results file"):
        results.read(file)


def test_every_experiment_belongs_to_a_paper():
    """A module of figures/ whose paper does not exist would be left out without a word."""
    modules = {path.stem for path in (Path(results.__file__).parent / "figures").glob("*.py")} - {"__init__"}
    assert set(figures.EXPERIMENTS) == modules
    for paper in figures.PAPERS:
        numbers = [module.IN_REPORT[1] for module in paper.experiments.values()]
        assert numbers == sorted(set(numbers)), f"two experiments of {paper.name} have one number"


def test_trials_of_several_revisions_are_pointed_at(tmp_path):
    """Schema version 5 names each trial's revision and build; numbers that are not known are NaN, and texts are of any length."""
    file = write_results(tmp_path / "r.h5", schema_version=5)
    with h5py.File(file, "r+") as written:
        rows = written["trials"][:]
        text = h5py.string_dtype("utf-8")
        types = [(name, "f8" if name.startswith("feature_") or name == "parameters" else text if name in ("message", "wiring") else rows.dtype[name]) for name in rows.dtype.names]
        changed = np.zeros(len(rows), dtype=[*types, ("revision", text), ("build", text)])
        for name, kind in types:
            changed[name] = [v.decode() for v in rows[name]] if kind is text else rows[name]
        changed["feature_height"][0] = np.nan
        changed["revision"], changed["build"] = ["abc"] * 12 + ["def"] * 8, "g++ -O3"
        attributes = dict(written["trials"].attrs)
        del written["trials"]
        written["trials"] = changed
        written["trials"].attrs.update(attributes)
    read = results.read(file)
    assert read.revisions == ["abc", "def"] and list(read.trials["wiring"].unique()) == list(WIRINGS)
    assert read.gaps() == ["The trials were run by 2 versions of the program (abc, def): differences may be theirs."]
    assert str(read.table()["wiring"].dtype) == "category" and len(read.epochs()) == 20 * EPOCHS
