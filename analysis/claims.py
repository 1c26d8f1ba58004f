"""What a paper says, a row a claim, and what our trials say of it. Each paper's claims stand in a file of their own
(analysis/resqunn_claims.py, analysis/qcq_claims.py); how a verdict comes about is in analysis/judge.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import stats
from .experiments import Absent, Pool, Selection
from .judge import UNTESTED, Alike, Exceeds, Finding, Rows, Structure, Takes, Trains


@dataclass(frozen=True)
class Claim:
    """key names it where several rows are about one statement: only the first of a key is tried under other conventions."""

    key: str
    sentence: str
    paper: str
    selection: Selection
    test: Exceeds | Alike | Takes | Trains | Structure

    @property
    def figure(self) -> str:
        return self.selection.stem


COLUMNS = ["claim", "verdict", "paper", "ours", "p", "p (Holm)", "d", "seeds", "seeds for 80% power", "figure"]


def _find(claim: Claim, pool: Pool) -> Finding:
    """Says why there is nothing to be found, where the results do not suffice."""
    try:
        rows = Rows(*claim.selection.find(pool))
    except Absent:
        return Finding(f"no results of {claim.selection.what}", lambda _: UNTESTED)
    try:
        return claim.test.find(rows)
    except Absent as reason:
        return Finding(str(reason), lambda _: UNTESTED)


def _line(claim: Claim, finding: Finding) -> dict[str, object]:
    comparison = finding.comparison
    return {"claim": claim.sentence, "figure": claim.figure, "paper": claim.paper,
            "ours": finding.ours,
            "p": comparison.p if comparison else np.nan, "p (Holm)": np.nan, "d": comparison.effect if comparison else np.nan,
            "seeds": comparison.pairs if comparison else np.nan, "seeds for 80% power": comparison.needed if comparison else np.nan}


def evaluate(pool: Pool, claims: Sequence[Claim]) -> pd.DataFrame:
    """The claims table: COLUMNS, a row a claim; claims that the results cannot test say so."""
    findings = [_find(claim, pool) for claim in claims]
    table = pd.DataFrame([_line(claim, finding) for claim, finding in zip(claims, findings)])
    corrects = pd.Series([finding.corrects for finding in findings])
    for _, family in table[corrects].groupby("figure"):
        table.loc[family.index, "p (Holm)"] = stats.holm(family["p"].to_list())
    table["verdict"] = [finding.verdict(p) for finding, p in zip(findings, table["p (Holm)"])]
    return table[COLUMNS]
