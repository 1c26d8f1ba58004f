"""Every trial: the table that the browser filters and sorts, with the curves that it shows on a click."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import page
from .view import Section, View, plain

MOST_POINTS = 40  # of a curve
CURVES = ("train_accuracy", "validation_accuracy", "test_accuracy")
METRICS = (("validation_accuracy", "validation, %", 100), ("train_accuracy", "training, %", 100), ("best_test_accuracy", "test, %", 100), ("validation_loss", "validation loss", 1))


def _column(name: str, values: pd.Series) -> dict:
    if pd.api.types.is_numeric_dtype(values):
        return {"name": name, "values": plain(values)}
    words = list(dict.fromkeys(map(str, values)))
    places = {word: place for place, word in enumerate(words)}
    return {"name": name, "words": words, "values": [places[str(value)] for value in values]}


def _curves(view: View) -> dict:
    """Of accuracies in tenths of a percent, at most MOST_POINTS epochs of each trial."""
    found = {}
    for metric in CURVES:
        values = view.results.history.get(metric)
        if values is None or not values.size or np.isnan(values).all():
            continue
        epochs = np.unique(np.linspace(0, values.shape[1] - 1, min(MOST_POINTS, values.shape[1])).round().astype(int))
        thousandths = np.round(1000 * values[:, epochs])
        found[metric.replace("_", " ")] = {"epochs": [int(e) + 1 for e in epochs], "scale": 10, "values": [[int(v) for v in row[~np.isnan(row)]] for row in thousandths]}
    return found


def trials(view: View) -> Section:
    table = view.results.trials
    names = [*view.design.names, *view.design.follows, *view.design.replicate]
    columns = [_column("trial", table["trial"]), _column("status", table["status"])]
    columns += [_column(name, table[name]) for name in names]
    columns += [_column(words, scale * table[metric]) for metric, words, scale in METRICS if metric in table and table[metric].notna().any()]
    columns += [_column(name, table[name]) for name in ("epochs_run", "seconds", "host")]
    if (table["message"] != "").any():
        columns.append(_column("message", table["message"]))
    name = view.anchor("runs")
    view.runs[name] = {"columns": columns, "curves": _curves(view), "brushable": view.runs.pop("brushable", {}).get(name, list(range(len(table))))}
    html = (f'<p class=notes>Filter by words or conditions, such as <code>status=completed seconds&gt;2</code>; a click or Enter shows a trial whole.</p>'
            f'<div class="runs" data-runs="{page.escape(name)}"></div><p class=downloads>{view.csv(view.results.trials, "trials")}</p>')
    return Section(view.anchor("trials"), "All trials", html)
