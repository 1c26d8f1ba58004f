"""Table 3: the hyperparameters of every experiment, from the run's own record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..artefacts import Artefacts
from ..experiments import Absent, Pool

TITLE = "Table 3: hyperparameters"

MOST = 5  # values of a parameter that are listed; of more the number is given


def _values(column: pd.Series) -> str:
    values = list(dict.fromkeys(column))
    numbers = pd.api.types.is_numeric_dtype(column)
    if numbers and len(values) > 2:
        return f"{min(values):g} to {max(values):g}"
    return ", ".join(f"{v:g}" if numbers else str(v) for v in values) if len(values) <= MOST else f"{len(values)} values"


def make(pool: Pool, folder: Path) -> Artefacts:
    tables = {results.name: results for results in pool if len(results.trials)}
    if not tables:
        raise Absent("no trial in the results")
    parameters = next(iter(tables.values())).parameters
    lines = [{"parameter": name, **{sweep: _values(results.trials[name]) for sweep, results in tables.items()}} for name in parameters]
    lines.append({"parameter": "trials", **{sweep: str(len(results.trials)) for sweep, results in tables.items()}})
    return Artefacts(TITLE, "What every trial of a sweep was run with; where values differ between its trials, they are listed.", pd.DataFrame(lines))
