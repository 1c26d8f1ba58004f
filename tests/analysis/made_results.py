"""Results files: made up, with numbers that tests know, and small forms of the sweeps that the program writes them from."""

import itertools
import sys
import tomllib
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

WIRINGS = {"none": (7, 7), "X+O1": (14, 14), "O1+O2": (14, 14), "X+O2": (28, 28), "(X+O1)+O2": (28, 28)}
METRICS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy")
EPOCHS = 6
# Every parameter of a trial in the program's order, with its default and the type of its column.
PARAMETERS = {"model": "resqunn", "dataset": "mnist", "split": "train", "classes": 10, "labels": "", "samples_per_class": 200, "train_fraction": 0.8,
              "test_fraction": 0.0, "test_per_class": 0, "stratify": "none", "mri_protocol": "paper", "bad_images": "refuse", "layers": 2,
              "wiring": "none", "depths": "4,1", "trainable": "all", "head": "classical", "head_wires": "first", "head_padding": "flat", "head_depth": 1,
              "gradient": "detached", "pixel_scale": "unit", "encoding_repeat": "every", "channel": "mean", "pad": "top_left", "filter": "fixed",
              "filter_circuit": "random", "filter_layers": 1, "reps": 1, "observable": "zz", "qcnn_input": "angles", "dropout": 0.5, "noise": "none",
              "shots": 0, "noise_in": "both", "init": "uniform_2pi", "output": "softmax", "epochs": EPOCHS, "batch_size": 16, "learning_rate": 0.01,
              "optimizer": "adam", "patience": 0, "seed": 0, "precision": "float"}
TYPES = {str: "S48", int: "i8", float: "f8"}
COLUMNS = [("trial", "i8"), ("key", "S32"), ("status", "S9"), ("message", "S40"), *[(name, TYPES[type(value)]) for name, value in PARAMETERS.items()],
           *[(metric, "f8") for metric in METRICS], ("epochs_run", "i8"), ("feature_channels", "i8"), ("feature_height", "i8"), ("feature_width", "i8"),
           ("parameters", "i8"), ("host", "S4"), ("rank", "i8"), ("threads", "i8"), ("seconds", "f8")]


def fig08_trials(seeds: int) -> list[dict]:
    return [{"wiring": wiring, "seed": seed} for wiring in WIRINGS for seed in range(seeds)]


def write_results(path: Path, seeds: int = 4, statuses: dict[int, str] | None = None, change=None, trials: list[dict] | None = None,
                  accuracy=None, seconds=None, **attributes) -> Path:
    """`trials` gives each trial's parameters and `accuracy(trial)` its accuracies, all epochs' or one for each, in place of rising ones; `seconds(trial)`
    what an epoch takes; `statuses` gives some trials another status; `change` may edit the rows before they are written. Trials without test images
    have no test metrics."""
    statuses = statuses or {}
    trials = fig08_trials(seeds) if trials is None else trials
    rows = np.zeros(len(trials), dtype=COLUMNS)
    history = {metric: np.full((len(rows), EPOCHS), np.nan) for metric in (*METRICS, "epoch_seconds")}
    for index, (row, trial) in enumerate(zip(rows, trials)):
        for name, value in {**PARAMETERS, **trial}.items():
            row[name] = value
        row["trial"], row["key"], row["status"] = index, f"{index:032x}", statuses.get(index, "completed")
        row["message"] = "a reason <b>" if index in statuses else ""
        row["threads"], row["seconds"], row["host"], row["parameters"] = 1, 1.5, "node", 20
        row["feature_channels"], (row["feature_height"], row["feature_width"]) = 1, WIRINGS.get(trial.get("wiring", "none"), (7, 7))
        run = {"completed": EPOCHS, "diverged": 2}.get(statuses.get(index, "completed"), 0)
        row["epochs_run"] = run
        history["epoch_seconds"][index, :run] = np.broadcast_to(seconds(trial) if seconds else 0.25, EPOCHS)[:run]
        for number, metric in enumerate(METRICS):
            if metric.startswith("test") and not trial.get("test_per_class") and not trial.get("test_fraction"):
                row[metric] = np.nan
                continue
            history[metric][index, :run] = 0.1 * number + 0.02 * int(row["seed"]) + np.arange(run) / 100
            if accuracy and "accuracy" in metric:
                history[metric][index, :run] = np.broadcast_to(accuracy(trial), EPOCHS)[:run]
            row[metric] = history[metric][index, run - 1] if run else np.nan
    if change:
        change(rows)
    with h5py.File(path, "w") as file:
        file.attrs.update({"format": "quanvas results", "schema_version": 4, "program_version": "0", "git_revision": "abc", "compiler": "g++",
                           "flags": "-O3", "libraries": "HDF5", "sweep_name": "fig08", "sweep_description": "made up & <small>",
                           "sweep": "[axes]\nseed = [0]\n", "planned_trials": len(rows), "axes": "wiring,seed",
                           "data_checksums": "mnist train 00ff", **attributes})
        file["trials"] = rows
        file["trials"].attrs["parameters"] = ",".join(PARAMETERS)
        for metric, values in history.items():
            file[f"history/{metric}"] = values
        file["gradient_norms"] = np.ones((len(rows), EPOCHS, 3))
        file["gradient_reached"] = np.ones((len(rows), 3), dtype="i1")
    return path


def expand(name: str, **given: object) -> list[dict]:
    """The trials that a sweep file of the QCQ-CNN paper stands for, with these values in place of its own."""
    file = tomllib.loads((ROOT / "sweeps" / f"{name}.toml").read_text())

    def listed(section: dict) -> dict[str, list]:
        values = {}
        for key, value in section.items():
            if isinstance(value, dict):
                value = list(range(value["range"][0], value["range"][1] + 1))
            values[key] = [",".join(map(str, value))] if key == "labels" else value if isinstance(value, list) else [value]
        return values

    trials = []
    for grid in file["grid"]:
        axes = {**listed(file["fixed"]), **listed(grid), **listed(file["axes"])}
        axes |= {key: [value] for key, value in given.items() if key in axes}
        for values in itertools.product(*axes.values()):
            trial = {"classes": 2, **dict(zip(axes, values))}
            if any(all(trial[key] in wanted for key, wanted in listed(exclusion).items()) for exclusion in file.get("exclude", [])):
                continue
            if trial.get("labels") == "0,1":
                trial["labels"] = ""
            if trial.get("noise", "none") == "none" and trial.get("shots", 0) == 0 and "noise_in" in trial:
                trial["noise_in"] = "both"
            trials.append({**trial, "epochs": EPOCHS})
    return list({tuple(sorted(trial.items())): trial for trial in trials}.values())


# Every experiment of the papers, made small: the project's own sweep files on few images for few epochs.
RESQUNN_SWEEPS = ("fig02", "fig09", "fig10", "exact_gradient", "conventions")
QCQ_SWEEPS = ("qcq_table1", "qcq_fig02", "qcq_fig09", "qcq_fig10", "qcq_fig11", "qcq_variants")
SMALL = {"dataset": "'synthetic'", "epochs": "2", "seed": "{range = [0, 1]}", "count": "6"}
# Drawn digits stand in for each data set of the QCQ-CNN paper; labels tell them apart.
QCQ_SMALL = {"dataset": "dataset = 'synthetic'", "epochs": "epochs = 2", "seed": "seed = {range = [0, 1]}", "samples_per_class": "samples_per_class = 6",
             "train_fraction": "train_fraction = 0.67", "test_per_class": "test_per_class = 4", "test_fraction": "test_per_class = 4", "classes": "",
             "mri_protocol": "labels = [[6, 7], [8, 9]]"}
STANDS_FOR = {"3,5": ("mnist", "paper"), "": ("fashion_mnist", "paper"), "6,7": ("brain_mri", "paper"), "8,9": ("brain_mri", "clean")}


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


def small_qcq_sweep(text: str) -> str:
    return "\n".join(QCQ_SMALL.get(line.split("=")[0].strip(), line) for line in text.splitlines())


def name_data_sets(file: Path) -> None:
    """Calls the drawn digits in a results file what they stand for."""
    with h5py.File(file, "r+") as results:
        rows = results["trials"][:]
        wide = {"dataset": "S16", "mri_protocol": "S8"}
        renamed = np.empty(len(rows), dtype=[(name, wide.get(name, rows.dtype[name])) for name in rows.dtype.names])
        for name in rows.dtype.names:
            renamed[name] = rows[name]
        for row in renamed:
            labels = row["labels"]
            row["dataset"], row["mri_protocol"] = STANDS_FOR[labels.decode() if isinstance(labels, bytes) else labels]
            if row["dataset"] == b"brain_mri":
                row["labels"] = ""
        parameters = results["trials"].attrs["parameters"]
        del results["trials"]
        results["trials"] = renamed
        results["trials"].attrs["parameters"] = parameters
