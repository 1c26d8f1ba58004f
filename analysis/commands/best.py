"""`best DIR`: the best configurations and how sure that is."""

from __future__ import annotations

import argparse
import json
import math

from ..design import level_text
from ..loading import load
from ..phrases import interval_text, value_text
from ..ranking import Ranking, best
from .arguments import add_format, add_results, add_selection, given_of, write

HELP = "rank the configurations, and say which may be the best"


def add(parser: argparse.ArgumentParser) -> None:
    add_results(parser)
    add_selection(parser)
    parser.add_argument("--top", type=int, default=10, metavar="N", help="configurations to show (10)")
    add_format(parser, "text", "json", "csv")


def as_text(ranking: Ranking, top: int) -> str:
    lines = [ranking.sentence(), ""]
    for place, row in ranking.table.head(top).iterrows():
        unit = ranking.chosen_by.unit
        value = f"{value_text(row['chosen_mean'], unit):>7} {interval_text(row['chosen_low'], row['chosen_high'], unit)}"
        reported = f"   {ranking.reported.words} {value_text(row['reported_mean'], unit)}" if "reported_mean" in row and not math.isnan(row["reported_mean"]) else ""
        known = "" if math.isnan(row["p_best"]) else ("   may be the best" if row["may_be_best"] else "   not the best") + f" (p = {row['p_best']:.3g})"
        lines.append(f"{place + 1:>3}. {value}  n {int(row['n'])}{reported}{known}   {ranking.name(row)}")
    if len(ranking.table) > top:
        lines.append(f"     ... {len(ranking.table) - top} more")
    return "\n".join([*lines, "", *(f"note: {note}" for note in ranking.notes)]) + "\n"


def as_json(ranking: Ranking, top: int) -> str:
    rows = json.loads(ranking.table.head(top).to_json(orient="records"))
    return json.dumps({"sentence": ranking.sentence(), "chosen_by": ranking.chosen_by.column, "reported": ranking.reported.column, "configurations": len(ranking.table),
                       "may_be_best": ranking.candidates if ranking.certain else None, "expected": None if math.isnan(ranking.honest) else ranking.honest,
                       "best": rows, "notes": ranking.notes}, indent=2)


def run(arguments: argparse.Namespace) -> None:
    ranking = best(load(*arguments.results), arguments.metric, given_of(arguments))
    if arguments.format == "csv":
        table = ranking.table.head(arguments.top).copy()
        table[ranking.axes] = table[ranking.axes].apply(lambda column: column.map(level_text))
        write(table.to_csv(index=False), arguments.output)
    else:
        write((as_json if arguments.format == "json" else as_text)(ranking, arguments.top), arguments.output)
