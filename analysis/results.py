"""The only reader of results.h5.

The layout is described in src/store/schema.hpp; nothing else in analysis/ knows HDF5. Files of older versions lack the parameters
that have been added since.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from . import tidy
from .errors import BadInput

SCHEMA_VERSIONS = (1, 2, 3, 4, 5)
FORMAT = "quanvas results"
_DESCRIPTION = ("network", "network_parameters")  # a network of the user's, whole, and the values of its parameters in one text

# In this order, which the program writes no more, depolarizing2 took the place of depolarizing after gates on two wires.
_REPLACING = r"^depolarizing\(([^)]*)\), depolarizing2\("


@dataclass(frozen=True)
class Curves:
    """One metric of several trials.

    epochs: [epoch], counted from 1.
    values: [seed, epoch], in the metric's own unit.
    """

    epochs: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Metric:
    """What a metric is: its unit ("" for fractions), its meaning in a sentence, and whether `lower`, `higher` or `neither` is better.
    Files before schema version 4 have units alone."""

    unit: str
    meaning: str
    better: str


@dataclass(frozen=True)
class Results:
    """One sweep's results.

    trials: one row per trial: key, status, every parameter, every final metric; and the columns of _summaries.
    history: metric -> [trial, epoch], NaN where an epoch was not run.
    metrics: metric -> what it is, for each of history.
    gradient_norms: [trial, epoch, layer]; gradient_reached: [trial, layer], -1 where there is no such layer.
    parameters: the columns of trials that define a trial, in the program's order.
    attributes: what was run, by which program.
    """

    path: Path
    trials: pd.DataFrame
    history: dict[str, np.ndarray]
    metrics: dict[str, Metric]
    gradient_norms: np.ndarray
    gradient_reached: np.ndarray
    parameters: list[str]
    attributes: dict[str, object]

    @property
    def name(self) -> str:
        return str(self.attributes.get("sweep_name", "")) or self.path.stem

    @property
    def planned(self) -> int:
        return int(self.attributes.get("planned_trials", len(self.trials)))

    @property
    def revisions(self) -> list[str]:
        """Of the programs that ran the trials, where the file names them trial by trial (schema version 5), else of the one that wrote it."""
        for column in ("revision", "build"):
            if column in self.trials and (found := sorted(set(map(str, self.trials[column])) - {""})):
                return found
        return [str(self.attributes.get("git_revision", ""))]

    def table(self) -> pd.DataFrame:
        """A row a trial, with typed columns."""
        return tidy.trials(self)

    def epochs(self) -> pd.DataFrame:
        """A row an epoch of a trial, with typed columns."""
        return tidy.histories(self)

    def completed(self, **parameters: object) -> pd.DataFrame:
        """The completed trials whose parameters have these values; the index is the row of the arrays."""
        rows = self.trials[self.trials["status"] == "completed"]
        for name, value in parameters.items():
            rows = rows[rows[name] == value]
        return rows

    def curves(self, metric: str, rows: pd.DataFrame) -> Curves:
        """The metric's curves of these rows, in the order of their seeds; cut to the epochs that all have run."""
        ordered = rows.sort_values("seed")
        length = int(ordered["epochs_run"].min()) if len(ordered) else 0
        return Curves(np.arange(1, length + 1), self.history[metric][ordered.index.to_numpy(), :length])

    def gaps(self) -> list[str]:
        """One sentence for each way in which the results are not whole."""
        counts = self.trials["status"].value_counts()
        sentences = []
        if missing := self.planned - len(self.trials):
            sentences.append(f"{missing} of {self.planned} planned trials are missing.")
        for status in ("failed", "diverged", "lost", "stopped"):
            if count := int(counts.get(status, 0)):
                first = self.trials[self.trials["status"] == status].iloc[0]
                sentences.append(f"{count} trials {status}; the first: {first['message'] or 'no message'}.")
        if len(self.revisions) > 1:
            sentences.append(f"The trials were run by {len(self.revisions)} versions of the program ({', '.join(self.revisions)}): differences may be theirs.")
        builds = self.trials["build"].nunique() if "build" in self.trials else 1
        if builds > len(self.revisions):
            sentences.append(f"The trials were run by {builds} builds of the program: their compilers or flags differ, and bits may.")
        return sentences


def _text(value: object) -> object:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _table(dataset: h5py.Dataset) -> pd.DataFrame:
    rows = dataset[:]
    columns = {}
    for name in rows.dtype.names:
        column = rows[name]
        columns[name] = [_text(value) for value in column] if column.dtype.kind in "SO" else column
    return pd.DataFrame(columns)


def _network_parameters(trials: h5py.Dataset) -> list[str]:
    """The columns that networks of the user's declare as their parameters."""
    return [name for name in str(_text(trials.attrs.get("network_parameters", ""))).split(",") if name]


def _with_none(column: pd.Series) -> pd.Series:
    """A parameter's values, as texts with `none` where the network of a trial does not declare it."""
    if column.dtype == object:
        return column.replace("", "none")
    return column if not column.isna().any() else column.map(lambda value: "none" if np.isnan(value) else f"{value:g}")


def _parameters(trials: h5py.Dataset, version: int) -> list[str]:
    """The columns that are parameters: files say so from schema version 4 on; in older ones they stand from `model` to `precision`.

    A network of the user's is named by `model`; the parameters that it declares take the place of their list, `network_parameters`.
    """
    if version >= 4:
        program = [name for name in str(_text(trials.attrs["parameters"])).split(",") if name not in _DESCRIPTION]
        return program + _network_parameters(trials)
    columns = list(trials.dtype.names)
    return columns[columns.index("model"):columns.index("precision") + 1]


def _summaries(history: dict[str, np.ndarray], trials: int) -> dict[str, np.ndarray]:
    """What is read off a trial's curves [trial, epoch], NaN where it has none:

    best_epoch: the one that early stopping would keep, the first of those with the highest validation accuracy; counted from 1.
    best_test_accuracy: the test accuracy after that epoch.
    median_epoch_seconds: the median over epochs of the seconds that one took.
    """
    nothing = np.full(trials, np.nan)
    summaries = {"best_epoch": nothing, "best_test_accuracy": nothing, "median_epoch_seconds": nothing}
    validation, test, seconds = (history.get(name) for name in ("validation_accuracy", "test_accuracy", "epoch_seconds"))
    if validation is not None and validation.size:
        best = np.where(np.isnan(validation), -np.inf, validation).argmax(axis=1)
        run = ~np.isnan(validation).all(axis=1)
        summaries["best_epoch"] = np.where(run, best + 1, np.nan)
        if test is not None:
            summaries["best_test_accuracy"] = np.where(run, test[np.arange(trials), best], np.nan)
    if seconds is not None:
        summaries["median_epoch_seconds"] = np.array([np.median(s[~np.isnan(s)]) if (~np.isnan(s)).any() else np.nan for s in seconds])
    return summaries


def read(path: Path | str) -> Results:
    """Reads a results file, or that of a sweep's folder; raises BadInput for one that is missing, damaged or of another format."""
    path = Path(path)
    if path.is_dir():
        path /= "results.h5"
    if not path.is_file():
        raise BadInput(f"{path}: no such file; `quanvas sweep FILE --out DIR` writes DIR/results.h5")
    try:
        with h5py.File(path, "r") as file:
            attributes = {name: _text(value) for name, value in file.attrs.items()}
            if attributes.get("format") != FORMAT:
                raise BadInput(f"{path}: an HDF5 file, but not of Quanvas results")
            version = int(attributes.get("schema_version", 0))
            if version not in SCHEMA_VERSIONS:
                raise BadInput(f"{path}: schema version {version}, but this analysis reads {SCHEMA_VERSIONS[0]} to {SCHEMA_VERSIONS[-1]}; "
                               "use the analysis of the program that wrote it")
            history = {name: data[:] for name, data in file["history"].items()} if "history" in file else {}
            table = _table(file["trials"])
            if "noise" in table:
                table["noise"] = table["noise"].replace(_REPLACING, r"depolarizing1(\1), depolarizing2(", regex=True)
            for name in _network_parameters(file["trials"]):
                table[name] = _with_none(table[name])
            trials = pd.concat([table, pd.DataFrame(_summaries(history, len(table)), index=table.index)], axis=1)
            metrics = {name: Metric(*(str(_text(data.attrs.get(key, ""))) for key in ("unit", "meaning", "better")))
                       for name, data in (file["history"].items() if "history" in file else ())}
            return Results(path, trials, history, metrics, file["gradient_norms"][:], file["gradient_reached"][:],
                           _parameters(file["trials"], version), attributes)
    except (OSError, KeyError) as error:
        raise BadInput(f"{path}: not a whole results file ({error}); run `quanvas aggregate` on its folder again") from error
