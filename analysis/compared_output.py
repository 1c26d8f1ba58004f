"""A comparison as text, JSON, CSV and a LaTeX table of the booktabs package."""

from __future__ import annotations

import json
import math

import pandas as pd

from . import stats
from .comparison import Compared, Pair
from .phrases import count_text, effect_text, interval_text, p_text, sentence, value_text, verdict


def _plain(value: object) -> object:
    """What JSON can hold."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _record(compared: Compared, pair: Pair) -> dict[str, object]:
    found = pair.found
    line = {"first": pair.first, "second": pair.second, "difference": found.difference.mean, "low": found.difference.low, "high": found.difference.high,
            "n": found.pairs, "p": found.p, "p_holm": pair.p_holm, "cohen_d": found.effect, "cliffs_delta": pair.delta, "correlation": pair.correlation,
            "n_for_80_percent_power": found.needed, "verdict": verdict(pair)}
    if pair.equivalence:
        line |= {"margin": pair.equivalence.margin, "p_equivalence": pair.equivalence.p}
    return line


def frame(compared: Compared) -> pd.DataFrame:
    """A row a comparison."""
    return pd.DataFrame([_record(compared, pair) for pair in compared.pairs])


def as_csv(compared: Compared) -> str:
    return frame(compared).to_csv(index=False)


def as_json(compared: Compared) -> str:
    metric = compared.metric
    return json.dumps({
        "compare": compared.by, "metric": metric.column, "unit": metric.unit, "epoch": compared.epoch, "given": compared.given, "replicate": compared.unit,
        "paired": compared.paired, "levels": [{k: _plain(v) for k, v in line.items()} for line in compared.levels.to_dict("records")],
        "comparisons": [{k: _plain(v) for k, v in _record(compared, pair).items()} | {"sentence": sentence(compared, pair)} for pair in compared.pairs],
        "interval": f"{stats.LEVEL:.0%} bootstrap percentile interval, expanded for small samples", "notes": compared.notes}, indent=2)


def _title(compared: Compared) -> str:
    given = "".join(f", {k} {v}" for k, v in compared.given.items())
    return f"{compared.metric.label} by {compared.by}{given}"


def as_text(compared: Compared) -> str:
    unit = compared.metric.unit
    lines = [_title(compared), ""]
    width = max(len(level) for level in compared.levels["level"])
    lines += [f"  {row.level:<{width}}  {value_text(row.mean, unit):>8}  {interval_text(row.low, row.high, unit):<14}  {row.n} {compared.unit}{'s' if row.n != 1 else ''}"
              for row in compared.levels.itertuples()]
    lines.append("")
    lines += [sentence(compared, pair) for pair in compared.pairs]
    if compared.notes:
        lines += ["", *(f"note: {note}" for note in compared.notes)]
    return "\n".join(lines) + "\n"


_SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
            "^": r"\textasciicircum{}"}


def escape_latex(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


def as_latex(compared: Compared) -> str:
    """A table environment; its caption says metric, test, n and correction."""
    unit = compared.metric.difference_unit
    rows = []
    for pair in compared.pairs:
        found = pair.found
        cells = [pair.first, pair.second, f"${value_text(found.difference.mean, '')}$" if not unit else f"${found.difference.mean:+.1f}$",
                 f"${interval_text(found.difference.low, found.difference.high, unit, True)}$" if not math.isnan(found.difference.low) else "--",
                 p_text(pair.p_holm).removeprefix("p ").removeprefix("= "), effect_text(found.effect) or "--", str(found.pairs), count_text(found.needed) or "--"]
        rows.append(" & ".join([escape_latex(cells[0]), escape_latex(cells[1]), *(c.replace("<", "$<$") if not c.startswith("$") else c for c in cells[2:])]) + r" \\")
    kind = "Paired permutation tests" if compared.paired else "Permutation tests"
    correction = f", Holm's correction for {len(compared.pairs)} comparisons" if len(compared.pairs) > 1 else ""
    caption = (f"{_title(compared).capitalize()}. Differences{f' in {unit}' if unit else ''} with {stats.LEVEL:.0%} bootstrap intervals. {kind} over {compared.unit}s{correction}; "
               f"$d$: Cohen's; $n_{{80}}$: {compared.unit}s for 80% power at the observed effect.")
    caption = _latex_caption(caption)
    return "\n".join([r"\begin{table}", r"\centering", rf"\caption{{{caption}}}", r"\begin{tabular}{llrlrrrr}", r"\toprule",
                      rf"{escape_latex(compared.by)} & against & difference & interval & $p$ & $d$ & $n$ & $n_{{80}}$ \\", r"\midrule", *rows, r"\bottomrule",
                      r"\end{tabular}", r"\end{table}"]) + "\n"


def _latex_caption(caption: str) -> str:
    """Escapes what stands outside of mathematics."""
    return "$".join(part if number % 2 else escape_latex(part) for number, part in enumerate(caption.split("$")))


FORMATS = {"text": as_text, "json": as_json, "csv": as_csv, "latex": as_latex}
