"""train, Sweep, load and histories: the program run from Python, and what it wrote as DataFrames."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pd = pytest.importorskip("pandas")
import quanvas  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"dataset": "synthetic", "samples_per_class": 5, "epochs": 2}


@pytest.fixture(autouse=True)
def the_program(program, monkeypatch, tmp_path):
    monkeypatch.setenv("QUANVAS_PROGRAM", str(program))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def sweep() -> "quanvas.Sweep":
    return quanvas.Sweep({"sweep": {"name": "depth", "description": 'with "quotes"'}, "fixed": SMALL,
                          "axes": {"depths": [[1, 1], [2, 1]], "seed": {"range": [1, 3]}}, "exclude": [{"depths": "2,1", "seed": 3}]})


def test_training_is_the_programs(program):
    found = quanvas.train(**SMALL, wiring="O1+O2", depths=[2, 1], seed=4)
    said = subprocess.run([program, "train", "--dataset", "synthetic", "--samples_per_class", "5", "--epochs", "2", "--wiring", "O1+O2", "--depths", "2,1", "--seed", "4"],
                          capture_output=True, text=True, check=True).stdout
    assert found.status == "completed" and found.key in said
    assert list(found.history.index) == [1, 2] and f"{found.history['train_loss'][2]:.4f}" in said
    assert found.parameters["depths"] == [2, 1] and found.metrics["train_loss"] == found.history["train_loss"][2]


def test_what_the_program_refuses_is_raised_in_its_words():
    with pytest.raises(quanvas.ProgramError, match="did you mean `--learning_rate`"):
        quanvas.train(lr=0.1)
    with pytest.raises(quanvas.ProgramError, match="wirings"):
        quanvas.train(wiring="O9")
    with pytest.raises(quanvas.ProgramError, match="unknown parameter `depth`"):
        quanvas.Sweep({"axes": {"depth": [1, 2]}}).plan()
    with pytest.raises(TypeError, match="a sweep file"):
        quanvas.Sweep({"fixed": {"epochs": object()}})
    with pytest.raises(TypeError, match="section fixed"):
        quanvas.Sweep({"fixed": 3})


def test_a_plan_has_a_row_a_trial(sweep, tmp_path):
    plan = sweep.plan()
    assert len(plan) == 5 and list(plan["trial"]) == list(range(5)) and plan["key"].is_unique
    assert list(plan["seed"]) == [1, 2, 3, 1, 2] and plan["epochs"].eq(2).all()
    assert list(tmp_path.iterdir()) == [], "the file that was made for it is gone"


def test_a_sweep_runs_resumes_and_is_read(sweep, tmp_path, capfd):
    trials = sweep.run("out", workers=1)
    assert len(trials) == 5 and set(trials["status"]) == {"completed"} and list(trials["key"]) == list(sweep.plan()["key"])
    assert "5 of 5 trials completed" in capfd.readouterr().err
    written = (tmp_path / "out" / "results.h5").stat().st_mtime_ns
    again = sweep.run("out", workers=1)
    pd.testing.assert_frame_equal(again, trials)
    assert (tmp_path / "out" / "results.h5").stat().st_mtime_ns >= written
    assert trials["depths"].dtype == "category" and trials["seed"].dtype.kind == "i" and trials["train_accuracy"].dtype.kind == "f"
    long = quanvas.histories("out")
    assert len(long) == 10 and list(long["epoch"][:2]) == [1, 2]


def test_a_sweep_of_a_file_is_run_where_its_paths_are_relative_to(tmp_path):
    (tmp_path / "sweeps").mkdir()
    (tmp_path / "sweeps" / "one.toml").write_text("[fixed]\ndataset = 'synthetic'\nsamples_per_class = 5\nepochs = 1\n[axes]\nseed = [1, 2]\n")
    assert len(quanvas.Sweep.from_file("sweeps/one.toml").run("out", workers=1)) == 2
    with pytest.raises(FileNotFoundError):
        quanvas.Sweep.from_file("none.toml")


def test_a_program_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("QUANVAS_PROGRAM", "/none/quanvas")
    with pytest.raises(FileNotFoundError, match="/none/quanvas"):
        quanvas.train(**SMALL)


def test_without_a_variable_it_is_the_builds(monkeypatch, packages):
    monkeypatch.delenv("QUANVAS_PROGRAM")
    assert quanvas.program() == packages.parent / "src" / "quanvas"


def test_the_command_line_of_the_analysis(sweep, packages, tmp_path):
    sweep.run("out", workers=1)
    run = subprocess.run([sys.executable, "-m", "quanvas", "best", "out"], env=os.environ | {"PYTHONPATH": str(packages)}, capture_output=True, text=True)
    assert run.returncode == 0 and "depths" in run.stdout, run.stderr


def test_the_package_is_imported_without_pandas(packages):
    code = "import sys, quanvas; assert 'pandas' not in sys.modules and 'h5py' not in sys.modules; print(quanvas.load.__name__)"
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(packages)}, capture_output=True, text=True)
    assert run.stdout.strip() == "load", run.stderr


def test_what_is_not_there_is_said_plainly():
    with pytest.raises(AttributeError, match="no attribute `lode`"):
        quanvas.lode
