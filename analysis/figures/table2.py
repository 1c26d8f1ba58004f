"""Table 2: the size of the feature map that the head sees, for each wiring, from the run's own record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import style
from ..artefacts import Artefacts
from ..experiments import Absent, Pool

IN_REPORT = ("ResQuNN", 170)
TITLE = "Table 2: feature map sizes"

PAPER = {"none": "7x7", "X+O1": "14x14", "O1+O2": "14x14", "X+O2": "28x28", "(X+O1)+O2": "28x28"}


def make(pool: Pool, folder: Path) -> Artefacts:
    rows = pd.concat([results.completed(model="resqunn", layers=2) for results in pool])
    rows = rows[rows["channel"] != "all"]  # with four channels kept, a map is not of the paper's kind
    if rows.empty:
        raise Absent("no completed trial with two layers and one map")
    lines = []
    for wiring in style.wiring_order(rows["wiring"]):
        of_wiring = rows[rows["wiring"] == wiring]
        sizes = sorted({f"{h}x{w}" for h, w in zip(of_wiring["feature_height"], of_wiring["feature_width"])})
        paper = PAPER.get(wiring, "")
        verdict = "" if not paper else "yes" if sizes == [paper] else "no"
        lines.append({"wiring": wiring, "feature map": ", ".join(sizes), "paper": paper, "equal": verdict, "trials": len(of_wiring)})
    data = pd.DataFrame(lines)
    compared = data[data["equal"] != ""]
    equal = int((compared["equal"] == "yes").sum())
    return Artefacts(TITLE, f"{equal} of {len(compared)} sizes equal the paper's; of every trial with two layers and one map.", data)
