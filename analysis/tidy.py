"""Results as tidy tables with typed columns: a row a trial, histories in long form, several sweeps as one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .errors import BadInput

if TYPE_CHECKING:
    from .results import Results


def trials(results: Results) -> pd.DataFrame:
    """A row a trial: sweep, key, status, parameters, metrics, where and how long it ran. Texts of few values are categories."""
    table = results.trials.copy()
    if "sweep" not in table:
        table.insert(0, "sweep", results.name)
    for name in table.columns:
        if table[name].dtype == object:
            table[name] = table[name].astype("string" if name in ("key", "message") else "category")
    return table


def histories(results: Results) -> pd.DataFrame:
    """A row an epoch of a trial: sweep, key, epoch (from 1), every metric, and the gradient norm of each layer."""
    names = list(results.history)
    if not names or not len(results.trials):
        return pd.DataFrame(columns=["sweep", "key", "epoch", *names])
    run = np.zeros(next(iter(results.history.values())).shape, dtype=bool)
    for values in results.history.values():
        run |= ~np.isnan(values)
    trial, epoch = np.nonzero(run)
    sweep = results.trials["sweep"] if "sweep" in results.trials else pd.Series(results.name, index=results.trials.index)
    table = pd.DataFrame({"sweep": pd.Categorical(sweep.to_numpy()[trial]), "key": results.trials["key"].to_numpy()[trial], "epoch": epoch + 1,
                          **{name: values[trial, epoch] for name, values in results.history.items()}})
    for layer in range(results.gradient_norms.shape[2] if results.gradient_norms.ndim == 3 else 0):
        table[f"gradient_norm_{layer + 1}"] = results.gradient_norms[trial, epoch, layer]
    return table


def _padded(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Stacked along the trials; what is shorter in another extent is filled with NaN (-1 for whole numbers)."""
    extent = [max(array.shape[axis] for array in arrays) for axis in range(1, arrays[0].ndim)]
    return np.concatenate([np.pad(array, [(0, 0), *((0, wide - have) for wide, have in zip(extent, array.shape[1:]))],
                                  constant_values=np.nan if array.dtype.kind == "f" else -1) for array in arrays])


def merge(pool: Sequence[Results]) -> Results:
    """Several sweeps as one; a trial that several hold is taken once, from the first where it was completed. Raises BadInput for none."""
    if not pool:
        raise BadInput("no results to merge")
    if len(pool) == 1:
        return pool[0]
    table = pd.concat([r.trials.assign(sweep=r.name) for r in pool], ignore_index=True)
    keep = table.assign(done=table["status"] != "completed").sort_values("done", kind="stable").drop_duplicates("key").sort_index().index
    names = list(dict.fromkeys(name for r in pool for name in r.history))
    longest = max((values.shape[1] for r in pool for values in r.history.values()), default=0)
    history = {name: _padded([r.history.get(name, np.full((len(r.trials), longest), np.nan)) for r in pool])[keep] for name in names}
    history = {name: np.pad(values, [(0, 0), (0, longest - values.shape[1])], constant_values=np.nan) for name, values in history.items()}
    parameters = list(dict.fromkeys(name for r in pool for name in r.parameters))
    attributes = dict(pool[0].attributes) | {"sweep_name": " + ".join(r.name for r in pool), "planned_trials": len(keep), "sweep": "",
                                             "axes": ",".join(str(r.attributes.get("axes", "")) for r in pool)}
    return dataclasses.replace(pool[0], trials=table.loc[keep].reset_index(drop=True), history=history, attributes=attributes, parameters=parameters,
                               gradient_norms=_padded([r.gradient_norms for r in pool])[keep], gradient_reached=_padded([r.gradient_reached for r in pool])[keep])
