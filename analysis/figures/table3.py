"""Table 3: the hyperparameters of every experiment, from the run's own record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ..artefacts import Artefacts
from ..experiments import QCQ_AXES, Absent, Pool, with_models

IN_REPORT = ("ResQuNN", 180)
TITLE = "Table 3: hyperparameters"

MOST = 5  # values of a parameter that are listed; of more the number is given


def _values(column: pd.Series) -> str:
    values = list(dict.fromkeys(column))
    numbers = pd.api.types.is_numeric_dtype(column)
    if numbers and len(values) > 2:
        return f"{min(values):g} to {max(values):g}"
    return ", ".join(f"{v:g}" if numbers else str(v) for v in values) if len(values) <= MOST else f"{len(values)} values"


def table(title: str, pool: Pool, models: Sequence[str], unread: Sequence[str]) -> Artefacts:
    """The parameters of the trials of these models, a column a sweep, without the parameters that none of the models reads."""
    tables = {results.name: results.trials[results.trials["model"].isin(models)] for results in with_models(pool, models)}
    if not tables:
        raise Absent("no trial in the results")
    parameters = dict.fromkeys(name for results in with_models(pool, models) for name in results.parameters if name not in unread)
    lines = [{"parameter": name, **{sweep: _values(trials[name]) if name in trials else "" for sweep, trials in tables.items()}} for name in parameters]
    lines.append({"parameter": "trials", **{sweep: str(len(trials)) for sweep, trials in tables.items()}})
    return Artefacts(title, "What every trial of a sweep was run with; where values differ between its trials, they are listed.", pd.DataFrame(lines))


def make(pool: Pool, folder: Path) -> Artefacts:
    return table(TITLE, pool, ["resqunn"], QCQ_AXES)
