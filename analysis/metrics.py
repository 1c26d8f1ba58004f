"""The outcomes that trials can be compared by."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .errors import BadInput, nearest


@dataclass(frozen=True)
class Metric:
    """column: of the table of trials. scale: from its unit there to the one that is shown. history: the curve that it is a value of, or ""."""

    column: str
    words: str
    unit: str = ""
    scale: float = 1
    higher_is_better: bool = True
    history: str = ""

    @property
    def difference_unit(self) -> str:
        return "points" if self.unit == "%" else self.unit

    @property
    def sign(self) -> int:
        """1 where more is better, else -1."""
        return 1 if self.higher_is_better else -1

    @property
    def label(self) -> str:
        return f"{self.words}, {self.unit}" if self.unit else self.words


def _accuracy(column: str, words: str) -> Metric:
    return Metric(column, words, "%", 100, True, column)


METRICS = {metric.column: metric for metric in (
    _accuracy("train_accuracy", "training accuracy"), _accuracy("validation_accuracy", "validation accuracy"), _accuracy("test_accuracy", "test accuracy"),
    Metric("best_test_accuracy", "test accuracy after the best epoch", "%", 100),
    Metric("train_loss", "training loss", "", 1, False, "train_loss"), Metric("validation_loss", "validation loss", "", 1, False, "validation_loss"),
    Metric("test_loss", "test loss", "", 1, False, "test_loss"),
    Metric("seconds", "seconds of a trial", "s", 1, False), Metric("median_epoch_seconds", "seconds of an epoch (median)", "s", 1, False),
    Metric("epochs_run", "epochs run", "", 1, False), Metric("parameters", "trained weights", "", 1, False))}
SHORT = {"train": "train_accuracy", "training": "train_accuracy", "validation": "validation_accuracy", "test": "best_test_accuracy"}


def find(name: str, trials: pd.DataFrame) -> Metric:
    """By its name, or the short word for an accuracy; raises BadInput for one that there is not, or that no trial has."""
    column = SHORT.get(name, name)
    if column not in METRICS:
        raise BadInput(f"there is no metric `{name}`; there are {', '.join(METRICS)}, and for short {', '.join(SHORT)}{nearest(name, [*METRICS, *SHORT])}")
    if column not in trials or trials[column].isna().all():
        raise BadInput(f"no trial has `{column}`; these results hold {', '.join(m for m in METRICS if m in trials and trials[m].notna().any())}")
    return METRICS[column]


def chosen_by(trials: pd.DataFrame) -> Metric:
    """What configurations are chosen by: validation accuracy, as early stopping and model selection have it."""
    return find("validation_accuracy", trials)


def reported(trials: pd.DataFrame) -> Metric:
    """What is reported of them: test accuracy after the epoch with the best validation accuracy, where every completed trial has one."""
    completed = trials[trials["status"] == "completed"]
    tested = len(completed) and completed["best_test_accuracy"].notna().all()
    return METRICS["best_test_accuracy" if tested else "validation_accuracy"]
