"""Which trials each experiment of the paper is about, and how they are found among the results of one or several sweeps.

An experiment's trials often stand in more than one sweep (those of fig07 in fig08, fig09 and exact_gradient); a figure takes
them from its own sweep where there is one, else from the first whose trials suffice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from .results import Results

Pool = Sequence[Results]  # the results of one or several sweeps


class Absent(Exception):
    """An experiment cannot be shown; the message says why."""


@dataclass(frozen=True)
class Selection:
    """The completed trials with these values (a list: any of them). Apart from the seed they may differ in `varies` alone."""

    stem: str
    what: str
    where: Mapping[str, object]
    varies: tuple[str, ...] = ()

    def rows(self, results: Results) -> pd.DataFrame:
        """The index is the row of the results' arrays."""
        rows = results.completed()
        for name, value in self.where.items():
            rows = rows[rows[name].isin(value if isinstance(value, list) else [value])]
        return rows

    def missing(self, results: Results) -> str:
        """Why these results cannot show it, or ""."""
        rows = self.rows(results)
        if rows.empty:
            return f"no completed trial with {self.what}"
        for name in self.varies:
            if isinstance(wanted := self.where.get(name), list) and (absent := [v for v in wanted if v not in set(rows[name])]):
                return f"no completed trial with {name} {', '.join(map(str, absent))}"
        # A wiring without a sum has no padding to choose.
        mixed = [n for n in results.parameters if n not in (*self.varies, "wiring", "seed", "pad") and rows[n].nunique() > 1]
        return f"the trials differ in {', '.join(mixed)} as well, which would be mixed" if mixed else ""

    def find(self, pool: Pool) -> tuple[Results, pd.DataFrame]:
        """The results to take them from, and their rows there; raises Absent."""
        reasons = []
        for results in sorted(pool, key=lambda r: r.name != self.stem):
            if not (reason := self.missing(results)):
                return results, self.rows(results)
            reasons.append(f"{results.name}: {reason}")
        raise Absent("; ".join(reasons))


TWO_LAYERS = ["none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"]
_DETACHED = {"gradient": "detached", "head": "classical"}

FIG02 = Selection("fig02", "one quanvolutional layer", {**_DETACHED, "layers": 1, "trainable": ["all", "frozen"]}, ("trainable",))
FIG03 = Selection("fig03", "two and three trained layers without residuals",
                  {**_DETACHED, "layers": [2, 3], "trainable": "all", "wiring": "none"}, ("layers", "depths"))
FIG07 = Selection("fig07", "two trained layers", {**_DETACHED, "layers": 2, "trainable": "all", "wiring": TWO_LAYERS})
FIG08 = Selection("fig08", "two trained layers and a classical head",
                  {**_DETACHED, "layers": 2, "trainable": "all", "wiring": TWO_LAYERS})
FIG09 = Selection("fig09", "two trained and two frozen layers and a classical head",
                  {**_DETACHED, "layers": 2, "trainable": ["all", "frozen"], "wiring": TWO_LAYERS}, ("trainable",))
FIG10 = Selection("fig10", "a quantum head on two trained layers",
                  {"gradient": "detached", "head": "quantum", "layers": 2, "trainable": "all", "wiring": TWO_LAYERS},
                  ("head_wires", "head_padding", "head_depth"))
FIG11 = Selection("fig11", "three trained layers under (O1+O2)+O3 and ((X+O1)+O2)+O3",
                  {**_DETACHED, "layers": 3, "trainable": "all", "wiring": ["(O1+O2)+O3", "((X+O1)+O2)+O3"]})
EXACT = Selection("exact_gradient", "detached and exact gradients", {"gradient": ["detached", "exact"], "trainable": "all", "layers": [2, 3]},
                  ("gradient", "head", "head_wires", "classes", "layers", "depths"))
FAMILY3 = Selection("exact_gradient", "three layers and detached gradients", {**_DETACHED, "trainable": "all", "layers": 3})
