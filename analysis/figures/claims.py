"""The claims table: what the paper says, what was found, and the verdict."""

from __future__ import annotations

from pathlib import Path

import numpy as np
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
    order = (judge.REPRODUCED, judge.DIRECTION, judge.NOT, judge.CONTRADICTED, judge.UNTESTED)
    words = ", ".join(f"{counts[verdict]} {verdict}" for verdict in order if verdict in counts)
    return Artefacts(title, f"{len(table)} claims: {words}.", _readable(table), notes=notes)


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers as one would print them."""
    shown = table.copy()
    for name in ("p", "p (Holm)"):
        shown[name] = [_p(p) for p in table[name]]
    shown["d"] = ["" if np.isnan(d) else f"{d:+.1f}" if abs(d) < 100 else "> 100" if d > 0 else "< -100" for d in table["d"]]
    for name in ("seeds", "seeds for 80% power"):
        shown[name] = ["" if np.isnan(n) else "no effect" if np.isinf(n) else f"{n:.0f}" for n in table[name]]
    return shown


def _p(p: float) -> str:
    return "" if np.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"
