"""Under which conventions do the paper's claims hold? Each claim is judged under each sampled combination of conventions, on means
over its seeds, by the margins of analysis/judge.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from . import stats
from .claims import Claim
from .experiments import Absent, Selection
from .judge import Group, Structure
from .results import Results
from .resqunn_claims import CLAIMS

SELECTION = Selection("conventions", "a sweep over conventions", {}, ())
AXES = ["pixel_scale", "channel", "pad", "encoding_repeat", "init", "output", "head_wires", "head_padding"]


def tried_claims() -> list[Claim]:
    """The claims that a convention can decide, each statement once: its reading in points, where it has several."""
    claims: dict[str, Claim] = {}
    for claim in CLAIMS:
        if not isinstance(claim.test, Structure):
            claims.setdefault(claim.key, claim)
    return list(claims.values())


class Lookup:
    """Finds a group's trials under a combination of conventions. An axis that a group does not read stands at its default in all of the
    group's trials, so that it is looked up without it."""

    def __init__(self, trials: pd.DataFrame):
        self._trials = trials
        self._groups: dict[frozenset, tuple[list[str], dict[tuple, pd.DataFrame]]] = {}

    def _of_group(self, group: Group) -> tuple[list[str], dict[tuple, pd.DataFrame]]:
        """The axes that the group reads, and its trials by their values there."""
        key = frozenset(group.items())
        if key not in self._groups:
            rows = self._trials
            for name, value in group.items():
                if name not in AXES:
                    rows = rows[rows[name] == value]
            read = [axis for axis in AXES if rows[axis].nunique() > 1]
            parts: dict[tuple, list[int]] = {}
            for index, values in zip(rows.index, rows[read].itertuples(index=False, name=None)):
                parts.setdefault(values, []).append(index)
            self._groups[key] = read, {values: rows.loc[index].set_index("seed") for values, index in parts.items()}
        return self._groups[key]

    def find(self, group: Group, conventions: Mapping[str, str]) -> pd.DataFrame:
        """By seed; raises Absent where there is no such trial."""
        read, parts = self._of_group(group)
        found = parts.get(tuple(conventions[axis] for axis in read))
        if found is None:
            raise Absent("no such trial")
        return found


@dataclass(frozen=True)
class Combination:
    """The trials under one combination of conventions, as the claims ask for them."""

    lookup: Lookup
    conventions: Mapping[str, str]

    def values(self, group: Group, metric: str) -> pd.Series:
        return 100 * self.lookup.find(group, self.conventions)[metric]


@dataclass(frozen=True)
class Verdicts:
    """claims: those that could be judged. holds [combination]: its conventions, and by claim key whether the claim holds (NaN if unknown).
    strength [claim key, axis]: Cramer's V of convention and claim. decisive: the convention that a claim hangs on most, the one of the
    highest V if its chi-square test is significant after Holm's correction over the axes, else ""."""

    claims: list[Claim]
    holds: pd.DataFrame
    strength: dict[str, dict[str, float]]
    decisive: dict[str, str]

    def share(self, key: str, axis: str = "", level: str = "") -> stats.Interval | None:
        """The share of combinations, with this level if one is given, under which the claim holds; None where there is none."""
        column = (self.holds[self.holds[axis] == level] if axis else self.holds)[key].dropna()
        return stats.share(int(column.sum()), len(column)) if len(column) else None


def combinations(trials: pd.DataFrame) -> pd.DataFrame:
    """The sampled combinations [combination, AXES]: those of the trials that read every convention."""
    reads_all = trials[(trials["head"] == "quantum") & (trials["wiring"] != "none")]
    return reads_all[AXES].drop_duplicates(ignore_index=True)


def _association(holds: pd.DataFrame, key: str, axis: str) -> stats.Association:
    known = holds[[axis, key]].dropna()
    return stats.association(pd.crosstab(known[axis], known[key].astype(bool)).to_numpy())


def _judged(claim: Claim, sample: Combination) -> bool | None:
    try:
        return bool(claim.test.holds(sample))
    except Absent:
        return None


def judge(results: Results) -> Verdicts:
    """Raises Absent where the results hold no sweep over conventions."""
    trials = results.completed()
    tried = combinations(trials)
    if len(tried) < 2:
        raise Absent("fewer than two combinations of conventions")
    lookup = Lookup(trials)
    holds = pd.DataFrame([{**conventions, **{claim.key: _judged(claim, Combination(lookup, conventions)) for claim in tried_claims()}}
                          for conventions in tried.to_dict("records")])
    claims = [claim for claim in tried_claims() if holds[claim.key].notna().any()]
    strength, decisive = {}, {}
    for claim in claims:
        found = {axis: _association(holds, claim.key, axis) for axis in AXES}
        corrected = dict(zip(found, stats.holm([a.p for a in found.values()])))
        best = max(found, key=lambda axis: found[axis].v)
        strength[claim.key] = {axis: a.v for axis, a in found.items()}
        decisive[claim.key] = best if corrected[best] < stats.ALPHA else ""
    return Verdicts(claims, holds, strength, decisive)
