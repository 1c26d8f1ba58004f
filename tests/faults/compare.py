"""Comparing two results files, bit for bit in all that is no time, host or count of attempts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

Results = dict[str, np.ndarray]  # every dataset; the table is `trials`
INCIDENTAL = {"host", "rank", "threads", "seconds", "attempts", "started", "ended", "revision", "build", "epoch_seconds"}


@dataclass
class Difference:
    lost: int = 0
    doubled: int = 0
    changed: list[str] = field(default_factory=list)


def _fixed(table: np.ndarray) -> np.ndarray:
    """The table with texts of fixed length, whose bytes can be compared."""
    columns = [np.array(list(table[name]), dtype="S") if table.dtype[name].kind == "O" else table[name] for name in table.dtype.names]
    return np.rec.fromarrays(columns, dtype=[(name, column.dtype) for name, column in zip(table.dtype.names, columns)]).view(np.ndarray)


def read(path: Path) -> Results:
    with h5py.File(path, "r") as file:
        data = {"trials": _fixed(file["trials"][:]), "gradient_norms": file["gradient_norms"][:], "gradient_reached": file["gradient_reached"][:]}
        data |= {f"history/{name}": values[:] for name, values in file.get("history", {}).items() if name not in INCIDENTAL}
    return data


def without(data: Results, key: str) -> Results:
    rest = data["trials"]["key"] != key.encode()
    return {name: values[rest] for name, values in data.items()}


def only(data: Results, some: Results) -> Results:
    """Of the trials those that are among some results."""
    there = np.isin(data["trials"]["key"], some["trials"]["key"])
    return {name: values[there] for name, values in data.items()}


def _by_key(data: Results) -> dict[bytes, dict[str, bytes]]:
    """The values of each trial, as bytes, so that NaN equals NaN and 0 is not -0."""
    trials = data["trials"]
    arrays = {name: values for name, values in data.items() if name != "trials"}
    return {bytes(row["key"]): {name: row[name].tobytes().rstrip(b"\0") for name in trials.dtype.names if name not in INCIDENTAL}
            | {name: values[i].tobytes() for name, values in arrays.items()} for i, row in enumerate(trials)}


def difference(expected: Results, found: Results) -> Difference:
    one, other = _by_key(expected), _by_key(found)
    changed = [f"trial {key.decode()}: {name}" for key in one.keys() & other.keys() for name in one[key].keys() | other[key].keys()
               if one[key].get(name) != other[key].get(name)]
    fell_short = sum(one[key]["status"] != values["status"] != b"completed" for key, values in other.items() if key in one)
    return Difference(lost=len(one.keys() - other.keys()) + fell_short,
                      doubled=len(found["trials"]) - len(other) + len(other.keys() - one.keys()), changed=changed)
