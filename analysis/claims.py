"""What somebody says, a row a claim, and what our trials say of it. Each paper's claims are in a file of their own (analysis/resqunn_claims.py,
analysis/qcq_claims.py), those of a sweep file are its [[question]] sections (analysis/questions.py); how a verdict comes about is in analysis/judge.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from . import stats
from .errors import Absent
from .experiments import Pool
from .judge import CANNOT_TELL, UNTESTED, Alike, Exceeds, Finding, Structure, Takes, Trains
from .samples import Sample


class Trials(Protocol):
    """The trials that a claim is about. stem: the experiment; differences that are claimed of one are a family. what: in words."""

    stem: str
    what: str

    def sample(self, pool: Pool) -> Sample:
        """Raises Absent where the pool has no such trials."""


@dataclass(frozen=True)
class Claim:
    """key names it where several rows are about one statement: only the first of a key is tried under other conventions. paper: what is claimed or
    expected."""

    key: str
    sentence: str
    paper: str
    selection: Trials
    test: Exceeds | Alike | Takes | Trains | Structure

    @property
    def figure(self) -> str:
        return self.selection.stem


POWER_COLUMN = "seeds for 80% power"
COLUMNS = ["claim", "verdict", "paper", "ours", "p", "p (Holm)", "d", "seeds", POWER_COLUMN, "figure"]


def _find(claim: Claim, pool: Pool) -> Finding:
    """Says why there is nothing to be found, where the results do not suffice."""
    try:
        sample = claim.selection.sample(pool)
    except Absent:
        return Finding(f"no results of {claim.selection.what}", lambda _: UNTESTED)
    try:
        return claim.test.find(sample)
    except Absent as reason:
        return Finding(str(reason), lambda _: UNTESTED)


def _line(claim: Claim, finding: Finding) -> dict[str, object]:
    comparison = finding.comparison
    return {"claim": claim.sentence, "figure": claim.figure, "paper": claim.paper,
            "ours": finding.ours,
            "p": comparison.p if comparison else np.nan, "p (Holm)": np.nan, "d": comparison.effect if comparison else np.nan,
            "seeds": comparison.pairs if comparison else np.nan, POWER_COLUMN: finding.needed}


def _family(findings: Sequence[Finding], rows: Sequence[int], table: pd.DataFrame) -> None:
    """Corrects the p of the differences that are claimed of one figure, each hypothesis counting once, and the seeds that they need."""
    hypotheses: dict[object, list[int]] = {}
    for row in rows:
        hypotheses.setdefault(findings[row].hypothesis or row, []).append(row)
    corrected = stats.holm([max(table.loc[members, "p"]) for members in hypotheses.values()])
    fewest = stats.pairs_for_significance(len(hypotheses))
    for p, members in zip(corrected, hypotheses.values()):
        table.loc[members, "p (Holm)"] = p
        table.loc[members, POWER_COLUMN] = table.loc[members, POWER_COLUMN].clip(lower=fewest)


def _with_seeds(row: pd.Series) -> str:
    """What was found, and where it decides nothing, with how many seeds, and how many would."""
    if row["verdict"] != CANNOT_TELL or np.isnan(row["seeds"]):
        return row["ours"]
    would = f"; {row[POWER_COLUMN]:.0f} would" if row["seeds"] < row[POWER_COLUMN] < np.inf else ""
    return f"{row['ours']}: {row['seeds']:.0f} seed{'s' if row['seeds'] != 1 else ''} cannot tell{would}"


def evaluate(pool: Pool, claims: Sequence[Claim]) -> pd.DataFrame:
    """The claims table: COLUMNS, a row a claim; claims that the results cannot test say so."""
    findings = [_find(claim, pool) for claim in claims]
    table = pd.DataFrame([_line(claim, finding) for claim, finding in zip(claims, findings)])
    corrects = pd.Series([finding.corrects for finding in findings])
    for _, family in table[corrects].groupby("figure"):
        _family(findings, list(family.index), table)
    table["verdict"] = [finding.verdict(p) for finding, p in zip(findings, table["p (Holm)"])]
    table["ours"] = table.apply(_with_seeds, axis=1)
    return table[COLUMNS]


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers as one would print them."""
    shown = table.copy()
    for name in ("p", "p (Holm)"):
        shown[name] = [_p(p) for p in table[name]]
    shown["d"] = ["" if np.isnan(d) else f"{d:+.1f}" if abs(d) < 100 else "> 100" if d > 0 else "< -100" for d in table["d"]]
    for name in ("seeds", POWER_COLUMN):
        shown[name] = ["" if np.isnan(n) else "no effect" if np.isinf(n) else f"{n:.0f}" for n in table[name]]
    return shown


def _p(p: float) -> str:
    return "" if np.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"
