"""`report DIR...`: figures, tables and one page; `list`: the papers' experiments."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .. import report, results
from ..artefacts import Artefacts
from ..errors import BadInput
from ..figures import EXPERIMENTS
from .follow import follow

HELP = "draw figures and tables, and write report.html"
LIST_HELP = "list the papers' experiments that a report can show"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", nargs="+", type=Path, metavar="DIR", help="folders of one or more sweeps, or their results.h5")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder for the report; made where it is missing")
    parser.add_argument("--only", default="", metavar="NAMES", help="the papers' experiments to show, separated by commas; all by default")
    parser.add_argument("--follow", nargs="?", type=float, const=30, metavar="SECONDS",
                        help="while a sweep is under way, write the report again every so many seconds (30); the page loads itself again, without a server")
    parser.add_argument("--print", action="store_true", help="write each chart as SVG and PNG as well, for print")
    parser.add_argument("--json", action="store_true", help="say what was made as one JSON object")


def _stems(text: str) -> list[str]:
    stems = [stem.strip() for stem in text.split(",") if stem.strip()]
    for stem in stems:
        if stem not in EXPERIMENTS:
            raise BadInput(f"there is no experiment `{stem}`; there are {', '.join(EXPERIMENTS)}")
    return stems


def _claims_text(claims: Artefacts) -> str:
    """A claims table for a terminal: two lines a claim."""
    lines = [claims.title, claims.caption, ""]
    for row in claims.data.to_dict("records"):
        lines += [f"{row['verdict']:<15} {row['claim']}", f"{'':<15} paper: {row['paper']}; ours: {row['ours']}"]
    return "\n".join([*lines, ""])


def run_list(_: argparse.Namespace) -> None:
    for stem, module in EXPERIMENTS.items():
        print(f"{stem:<14} {module.TITLE}")


def run(arguments: argparse.Namespace) -> None:
    if arguments.follow is None:
        _write(arguments)
        return
    refresh = round(arguments.follow)
    follow(arguments.results, arguments.follow, lambda progress: _write(arguments, report.Live(progress, refresh if progress else 0)))


def _write(arguments: argparse.Namespace, live: report.Live = report.Live()) -> None:
    loaded = [results.read(path) for path in arguments.results]
    stems = _stems(arguments.only) if arguments.only else report.stems_of(loaded)
    page, made, absent = report.write(loaded, arguments.output, stems, live, arguments.print)
    if live.progress:
        print(live.progress, file=sys.stderr)
        return
    for sentence in [s for r in loaded for s in r.gaps()] + absent:
        print(f"note: {sentence}", file=sys.stderr)
    if arguments.json:
        print(json.dumps({"report": str(page), "made": sorted(made), "files": sorted(str(f) for a in made.values() for f in a.files),
                          "missing": absent}))
        return
    for stem in ("claims", "qcq_claims"):
        if stem in made:
            print(_claims_text(made[stem]))
    print(f"report: {page}")
