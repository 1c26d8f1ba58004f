"""A small results.h5 with made-up numbers, of the layout in src/store/schema.hpp."""

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
TEXTS = {"model": "resqunn", "dataset": "mnist", "split": "train", "wiring": "none", "depths": "4,1", "trainable": "all", "head": "classical",
         "gradient": "detached", "pixel_scale": "unit", "channel": "mean", "pad": "top_left", "init": "uniform_2pi", "output": "softmax",
         "precision": "float"}
COLUMNS = [("trial", "i8"), ("key", "S32"), ("status", "S9"), ("message", "S40"), ("model", "S8"), ("dataset", "S8"), ("split", "S5"),
           ("layers", "i8"), ("wiring", "S9"), ("depths", "S3"), ("trainable", "S6"), ("head", "S9"), ("gradient", "S8"),
           ("pixel_scale", "S8"), ("channel", "S5"), ("pad", "S8"), ("init", "S12"), ("output", "S7"), ("epochs", "i8"), ("seed", "i8"),
           ("precision", "S6"), *[(metric, "f8") for metric in METRICS], ("epochs_run", "i8"), ("feature_channels", "i8"),
           ("feature_height", "i8"), ("feature_width", "i8"), ("host", "S4"), ("rank", "i8"), ("threads", "i8"), ("seconds", "f8")]


def write_results(path: Path, seeds: int = 4, statuses: dict[int, str] | None = None, change=None, **attributes) -> Path:
    """`statuses` gives some trials another status; `change` may edit the rows before they are written."""
    statuses = statuses or {}
    rows = np.zeros(len(WIRINGS) * seeds, dtype=COLUMNS)
    history = {metric: np.full((len(rows), EPOCHS), np.nan) for metric in METRICS}
    for index, row in enumerate(rows):
        wiring, seed = list(WIRINGS)[index // seeds], index % seeds
        for name, value in TEXTS.items():
            row[name] = value
        row["trial"], row["seed"], row["wiring"], row["key"] = index, seed, wiring, f"{index:032x}"
        row["status"] = statuses.get(index, "completed")
        row["message"] = "a reason <b>" if index in statuses else ""
        row["layers"], row["epochs"], row["threads"], row["seconds"], row["host"] = 2, EPOCHS, 1, 1.5, "node"
        row["feature_channels"], (row["feature_height"], row["feature_width"]) = 1, WIRINGS[wiring]
        run = {"completed": EPOCHS, "diverged": 2}.get(statuses.get(index, "completed"), 0)
        row["epochs_run"] = run
        for number, metric in enumerate(METRICS):
            history[metric][index, :run] = 0.1 * number + 0.02 * seed + np.arange(run) / 100
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
        file["gradient_norms"] = np.zeros((len(rows), EPOCHS, 2))
        file["gradient_reached"] = np.ones((len(rows), 2), dtype="i1")
    return path


@pytest.fixture
def results_file(tmp_path):
    return write_results(tmp_path / "results.h5")
