"""The claims table: what the paper says, what was found, and the verdict."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import claims, judge, resqunn_claims
from ..artefacts import Artefacts
from ..experiments import Pool

IN_REPORT = ("ResQuNN", 10)
TITLE = "The paper's claims"


def make(pool: Pool, folder: Path) -> Artefacts:
    return judged(TITLE, claims.evaluate(pool, resqunn_claims.CLAIMS), judge.RULES)


def judged(title: str, table: pd.DataFrame, notes: str) -> Artefacts:
    """A paper's claims table, with how many of its claims got which verdict."""
    counts = table["verdict"].value_counts()
    words = ", ".join(f"{counts[verdict]} {verdict}" for verdict in judge.VERDICTS if verdict in counts)
    return Artefacts(title, f"{len(table)} claims: {words}.", claims.readable(table), notes=notes)
