"""Table 1 of the QCQ-CNN paper: the test accuracy of five models on each data set, and QCQ-CNN compared with each of the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .. import qcq, qcq_plots, stats
from ..artefacts import Artefacts
from ..experiments import MODEL_NAMES, QCQ_MODELS, QCQ_TABLE1, Absent, Pool, Selection

IN_REPORT = ("QCQ-CNN", 20)
TITLE = "QCQ-CNN, Table 1: accuracy of five models"

OURS = "qcq_cnn"
COMPARED = ("Training and validation accuracy are those after the last epoch. QCQ-CNN is compared with each other model on the same seeds: difference with "
            "95% bootstrap interval, paired permutation test, Holm's correction over the comparisons of one data set, Cohen's d of the paired differences.")


def _spread(values: pd.Series) -> str:
    values = 100 * values.dropna()
    if values.empty:
        return ""
    return f"{values.mean():.1f}" + (f" ± {values.std():.1f}" if len(values) > 1 else "")


def _p(p: float) -> str:
    return "" if np.isnan(p) else f"{p:.3g}"


def _compared(rows: pd.DataFrame, measure: qcq.Measure) -> dict[str, stats.Comparison]:
    """QCQ-CNN minus each other model, in points."""
    table = 100 * rows.pivot_table(index="seed", columns="model", values=measure.column)
    if OURS not in table:
        return {}
    pairs = {model: (table[OURS] - table[model]).dropna().to_numpy() for model in QCQ_MODELS if model in table and model != OURS}
    return {model: stats.compare(differences) for model, differences in pairs.items() if len(differences)}


def _lines(title: str, rows: pd.DataFrame) -> list[dict]:
    measure = qcq.measure(rows)
    compared = _compared(rows, measure)
    corrected = dict(zip(compared, stats.holm([c.p for c in compared.values()])))
    lines = []
    for model in (model for model in QCQ_MODELS if (rows["model"] == model).any()):
        of_model = rows[rows["model"] == model]
        line = {"data set": title, "model": MODEL_NAMES[model], "test accuracy, %": _spread(of_model[qcq.TESTED]),
                "validation accuracy, %": _spread(of_model["validation_accuracy"]), "training accuracy, %": _spread(of_model["train_accuracy"]),
                "batch": ", ".join(map(str, sorted(set(of_model["batch_size"])))), "seeds": of_model["seed"].nunique()}
        if found := compared.get(model):
            ends = "" if np.isnan(found.difference.low) else f" [{found.difference.low:+.1f}, {found.difference.high:+.1f}]"
            line |= {"compared in": "validation" if measure is qcq.VALIDATION else "test", "QCQ-CNN over it, points": f"{found.difference.mean:+.1f}{ends}",
                     "p": _p(found.p), "p (Holm)": _p(corrected[model]), "d": f"{found.effect:+.1f}" if abs(found.effect) < 100 else "beyond 100"}
        lines.append(line)
    return lines


def _selected(pool: Pool) -> list[tuple[str, pd.DataFrame]]:
    """The data sets: of one sweep that holds several, or else each from wherever it stands."""
    own = [results for results in pool if results.name == QCQ_TABLE1.stem]
    try:
        return qcq.panels(QCQ_TABLE1.find(own)[1])
    except Absent as reason:
        found, reasons = [], [str(reason)]
        for panel in qcq.PANELS:
            selection: Selection = QCQ_TABLE1.on(panel.title, **panel.where)
            try:
                found.append((panel.title, selection.find(pool)[1]))
            except Absent as why:
                reasons.append(str(why))
        if not found:
            raise Absent("; ".join(filter(None, reasons))) from None
        return found


def make(pool: Pool, folder: Path) -> Artefacts:
    panels = _selected(pool)
    data = pd.DataFrame([line for title, rows in panels for line in _lines(title, rows)]).fillna("")
    rows = pd.concat([rows for _, rows in panels])
    best = "; ".join(f"{title}: {_best(group)}" for title, group in panels)
    return Artefacts(TITLE, f"Mean ± standard deviation over seeds. Best on average: {best}. {qcq.TEST_RULE} {COMPARED} {qcq.setting(rows)} "
                            f"{qcq_plots.batches(rows)}", data)


def _best(rows: pd.DataFrame) -> str:
    measure = qcq.measure(rows)
    means = 100 * rows.groupby("model")[measure.column].mean()
    return f"{MODEL_NAMES[means.idxmax()]} ({means.max():.1f}% in {'validation' if measure is qcq.VALIDATION else 'test'})"
