"""The value of a metric of each trial that can be compared, and the trials that given values select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .design import Design
from .errors import BadInput
from .metrics import Metric
from .results import Results


@dataclass(frozen=True)
class Outcome:
    """rows: the trials; values: of the metric, as it is shown (accuracies in percent), by the same index. epoch: after which they were taken; None for
    each trial's last. notes: what has to be known of them."""

    metric: Metric
    rows: pd.DataFrame
    values: pd.Series
    epoch: int | None = None
    notes: tuple[str, ...] = ()


def _column(trials: pd.DataFrame, name: str, text: str) -> pd.Series:
    """Which trials have the value that the text names."""
    column = trials[name]
    if not pd.api.types.is_numeric_dtype(column):
        return column.astype(str) == text
    try:
        return pd.Series(np.isclose(column.to_numpy(dtype=float), float(text), rtol=1e-9, atol=0), index=column.index)
    except ValueError:
        raise BadInput(f"`{name}` takes numbers, not `{text}`") from None


def value_text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def select(results: Results, given: Mapping[str, object]) -> pd.DataFrame:
    """The trials that have all these values; raises BadInput for a parameter or a value that none has."""
    rows = results.trials
    for name, value in given.items():
        if name not in results.parameters:
            raise BadInput(f"{results.name}: there is no parameter `{name}`; `quanvas params` lists them")
        matching = _column(rows, name, value_text(value))
        if not matching.any():
            have = ", ".join(map(str, list(dict.fromkeys(rows[name]))[:12])) or "nothing"
            raise BadInput(f"{results.name}: no trial has {name} {value_text(value)}{' as well' if len(given) > 1 else ''}; there are {have}")
        rows = rows[matching]
    return rows


def _common_epoch(rows: pd.DataFrame, design: Design) -> int:
    """The last epoch that every trial has run which was not lost: the first rung of early stopping."""
    ended = rows[rows["status"].isin(("completed", "stopped"))]
    return int(ended["epochs_run"].min())


def outcome(results: Results, design: Design, metric: Metric, given: Mapping[str, object] | None = None, censored: bool = True) -> Outcome:
    """censored: where early stopping has ended trials, take all at the last epoch that every one has run; otherwise, and of metrics without a curve, the
    completed trials alone."""
    rows = select(results, given or {})
    lost = int((~rows["status"].isin(("completed", "stopped"))).sum())
    notes = [f"{lost} of {len(rows)} trials failed, diverged or were lost and are left out: the comparison is among those that were not."] if lost else []
    stopped = int((rows["status"] == "stopped").sum())
    if stopped and censored and metric.history in results.history and (epoch := _common_epoch(rows, design)) > 0:
        rows = rows[rows["status"].isin(("completed", "stopped"))]
        values = pd.Series(results.history[metric.history][rows.index, epoch - 1], index=rows.index)
        notes.append(f"Early stopping ended {stopped} trials, the worse ones: all are compared after epoch {epoch}, the last that every trial has run.")
        return _finished(Outcome(metric, rows, values, epoch, tuple(notes)))
    if stopped:
        notes.append(f"{stopped} trials that early stopping ended are left out: what is left was chosen for being good.")
    rows = rows[rows["status"] == "completed"]
    return _finished(Outcome(metric, rows, rows[metric.column], None, tuple(notes)))


def _finished(found: Outcome) -> Outcome:
    values = found.metric.scale * found.values.dropna().astype(float)
    values = values[np.isfinite(values)]
    return Outcome(found.metric, found.rows.loc[values.index], values, found.epoch, found.notes)
