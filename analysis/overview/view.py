"""What the sections of a sweep's report share: its results and design, and a place for charts and files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from .. import metrics, page
from ..design import Design, recognise
from ..metrics import Metric
from ..outcomes import Outcome, outcome
from ..results import Results


@dataclass(frozen=True)
class Section:
    """Shown under its title at its anchor."""

    anchor: str
    title: str
    html: str


def plain(value: object) -> object:
    """As JSON can hold it: no NaN, no NumPy, numbers to six digits."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray, pd.Series)):
        return [plain(entry) for entry in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value


@dataclass
class View:
    """name: of the sweep, in anchors and file names. charts: id -> what is shown. files: that the page offers. runs: tables of trials by id."""

    results: Results
    design: Design
    metric: Metric
    found: Outcome
    name: str
    folder: Path
    charts: dict[str, object] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    runs: dict[str, object] = field(default_factory=dict)

    def anchor(self, key: str) -> str:
        return f"{self.name}-{key}"

    def chart(self, kind: str, key: str, text: str, height: int = 340, **spec: object) -> str:
        """A figure that is drawn in the browser; text: what is seen, for those who do not see it and for print."""
        name = self.anchor(key)
        self.charts[name] = plain({"kind": kind, "id": name, "text": text, **spec})
        status = '<p class="status" role="status"></p>' if kind == "parallel" else ""
        return (f'<figure class="interactive"><div class="chart" data-chart="{page.escape(name)}" id="{page.escape(name)}-chart" role="img" '
                f'aria-label="{page.escape(text)}" style="height:{height}px"{self._runs_of(kind)}></div>{status}<figcaption>{page.escape(text)}</figcaption></figure>')

    def _runs_of(self, kind: str) -> str:
        return f' data-runs="{page.escape(self.anchor("runs"))}"' if kind == "parallel" else ""

    def csv(self, table: pd.DataFrame, key: str) -> str:
        """Writes a table beside the page and gives the link to download it."""
        file = self.folder / f"{self.name}_{key}.csv"
        table.to_csv(file, index=False)
        self.files[file.name] = file
        return page.download(file.name)


def view_of(results: Results, folder: Path, name: str) -> View:
    design = recognise(results)
    metric = metrics.reported(results.trials)
    return View(results, design, metric, outcome(results, design, metric), name, folder)


def notes_html(notes: list[str] | tuple[str, ...]) -> str:
    return "".join(f'<p class="note">{page.escape(note)}</p>' for note in notes)
