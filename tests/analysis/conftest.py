"""Results files: made up, with numbers that tests know, and written by the program itself."""

import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

WIRINGS = {"none": (7, 7), "X+O1": (14, 14), "O1+O2": (14, 14), "X+O2": (28, 28), "(X+O1)+O2": (28, 28)}
METRICS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
EPOCHS = 6
# Every parameter of a trial in the program's order, with its default and the type of its column.
PARAMETERS = {"model": "resqunn", "dataset": "mnist", "split": "train", "classes": 10, "samples_per_class": 200, "train_fraction": 0.8, "layers": 2,
              "wiring": "none", "depths": "4,1", "trainable": "all", "head": "classical", "head_wires": "first", "head_padding": "flat", "head_depth": 1,
              "gradient": "detached", "pixel_scale": "unit", "encoding_repeat": "every", "channel": "mean", "pad": "top_left", "init": "uniform_2pi",
              "output": "softmax", "epochs": EPOCHS, "batch_size": 16, "learning_rate": 0.01, "optimizer": "adam", "seed": 0, "precision": "float"}
TYPES = {str: "S24", int: "i8", float: "f8"}
COLUMNS = [("trial", "i8"), ("key", "S32"), ("status", "S9"), ("message", "S40"), *[(name, TYPES[type(value)]) for name, value in PARAMETERS.items()],
           *[(metric, "f8") for metric in METRICS], ("epochs_run", "i8"), ("feature_channels", "i8"), ("feature_height", "i8"), ("feature_width", "i8"),
           ("parameters", "i8"), ("host", "S4"), ("rank", "i8"), ("threads", "i8"), ("seconds", "f8")]


def fig08_trials(seeds: int) -> list[dict]:
    return [{"wiring": wiring, "seed": seed} for wiring in WIRINGS for seed in range(seeds)]


def write_results(path: Path, seeds: int = 4, statuses: dict[int, str] | None = None, change=None, trials: list[dict] | None = None,
                  accuracy=None, **attributes) -> Path:
    """`trials` gives each trial's parameters and `accuracy(trial)` its final ones, in place of rising ones; `statuses` gives some trials another
    status; `change` may edit the rows before they are written."""
    statuses = statuses or {}
    trials = fig08_trials(seeds) if trials is None else trials
    rows = np.zeros(len(trials), dtype=COLUMNS)
    history = {metric: np.full((len(rows), EPOCHS), np.nan) for metric in METRICS}
    for index, (row, trial) in enumerate(zip(rows, trials)):
        for name, value in {**PARAMETERS, **trial}.items():
            row[name] = value
        row["trial"], row["key"], row["status"] = index, f"{index:032x}", statuses.get(index, "completed")
        row["message"] = "a reason <b>" if index in statuses else ""
        row["threads"], row["seconds"], row["host"], row["parameters"] = 1, 1.5, "node", 20
        row["feature_channels"], (row["feature_height"], row["feature_width"]) = 1, WIRINGS.get(trial.get("wiring", "none"), (7, 7))
        run = {"completed": EPOCHS, "diverged": 2}.get(statuses.get(index, "completed"), 0)
        row["epochs_run"] = run
        for number, metric in enumerate(METRICS):
            history[metric][index, :run] = 0.1 * number + 0.02 * int(row["seed"]) + np.arange(run) / 100
            if accuracy and "accuracy" in metric:
                history[metric][index, :run] = accuracy(trial)
            row[metric] = history[metric][index, run - 1] if run else np.nan
    if change:
        change(rows)
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "quanvas results", "schema_version": 1, "program_version": "0", "git_revision": "abc", "compiler": "g++",
                           "flags": "-O3", "libraries": "HDF5", "sweep_name": "fig08", "sweep_description": "made up & <small>",
                           "sweep": "[axes]\nseed = [0]\n", "planned_trials": len(rows), "axes": "wiring,seed",
                           "data_checksums": "mnist train 00ff", **attributes})
        file["trials"] = rows
        for metric, values in history.items():
            file[f"history/{metric}"] = values
        file["gradient_norms"] = np.ones((len(rows), EPOCHS, 3))
        file["gradient_reached"] = np.ones((len(rows), 3), dtype="i1")
    return path


@pytest.fixture
def results_file(tmp_path):
    return write_results(tmp_path / "results.h5")


@pytest.fixture(scope="session")
def program() -> Path:
    path = Path(os.environ.get("QUANVAS", ROOT / "build/src/quanvas")).resolve()
    if not path.is_file():
        pytest.skip(f"{path} is not built")
    os.environ["QUANVAS"] = str(path)
    return path


# Every experiment of the paper, made small: the project's own sweep files on few images for few epochs.
SMALL = {"dataset": "'synthetic'", "epochs": "2", "seed": "{range = [0, 1]}", "count": "6"}


def small_sweep(text: str) -> str:
    """A sweep file with fewer images, epochs, seeds and combinations."""
    lines = []
    for line in text.splitlines():
        name = line.split("=")[0].strip()
        if name == "[fixed]":
            lines += [line, "samples_per_class = 6"]
        elif name in SMALL and (name != "seed" or "range" in line):  # [sample] has a seed too, a plain number
            lines.append(f"{name} = {SMALL[name]}")
        elif name != "samples_per_class":
            lines.append(line)
    return "\n".join(lines)


@pytest.fixture(scope="session")
def experiments(program, tmp_path_factory) -> list[Path]:
    """results.h5 of every sweep that scripts/reproduce runs, made small."""
    folder = tmp_path_factory.mktemp("experiments")
    files = []
    for name in ("fig02", "fig09", "fig10", "exact_gradient", "conventions"):
        sweep = folder / f"{name}.toml"
        sweep.write_text(small_sweep((ROOT / "sweeps" / f"{name}.toml").read_text()))
        subprocess.run([program, "sweep", sweep, "--out", folder / name, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        files.append(folder / name / "results.h5")
    return files
