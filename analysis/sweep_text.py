"""What the text of a sweep file, kept beside its results, says of the design: replicates, samples, early stopping, questions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field


def axis_text(value: object) -> object:
    """A value as the table of trials has it: lists as "4,1"."""
    return ",".join(map(str, value)) if isinstance(value, list) else value


@dataclass(frozen=True)
class SweepText:
    """replicate: axes that repeat a configuration. sampled: axes whose combinations are a sample; logarithmic: those of them that are uniform in the
    logarithm. rungs: epochs after which early stopping compares trials. levels: of an axis that lists them, in the order of the file.
    questions: the [[question]] sections as they stand."""

    replicate: tuple[str, ...] = ("seed",)
    method: str = "grid"
    sampled: tuple[str, ...] = ()
    logarithmic: tuple[str, ...] = ()
    rungs: tuple[int, ...] = ()
    levels: Mapping[str, list] = field(default_factory=dict)
    questions: tuple[Mapping, ...] = ()


def _listed(value: object) -> list | None:
    if isinstance(value, list):
        return [axis_text(entry) for entry in value]
    if isinstance(value, dict) and "range" in value:
        low, high = value["range"]
        return list(range(low, high + 1, value.get("step", 1)))
    return None


def _levels(file: Mapping) -> dict[str, list]:
    levels: dict[str, list] = {}
    for section in (*file.get("grid", []), file.get("axes", {})):
        for name, value in section.items():
            listed = _listed(value if isinstance(value, (list, dict)) else [value])
            if listed is not None:
                levels[name] = list(dict.fromkeys([*levels.get(name, []), *listed]))
    return levels


def _names(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)


def parse(text: str) -> SweepText:
    """Of a text that the program has accepted; what cannot be read says nothing."""
    try:
        file = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return SweepText()
    header, axes = file.get("sweep", {}), file.get("axes", {})
    replicate = _names(header.get("replicate", "seed"))
    method, sampled = header.get("sampling", "grid"), ()
    if "sample" in file:
        method, sampled = file["sample"].get("method", "random"), tuple(file["sample"].get("axes", ()))
    elif method != "grid":
        crossed = header.get("crossed", ["seed"])
        sampled = tuple(name for name in axes if name not in crossed)
    logarithmic = tuple(name for name, value in axes.items() if isinstance(value, dict) and value.get("scale") == "log")
    return SweepText(replicate, method, sampled, logarithmic, tuple(file.get("early_stopping", {}).get("rungs", ())), _levels(file),
                     tuple(file.get("question", ())))
