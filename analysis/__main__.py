"""Command line of the analysis."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import report, results
from .artefacts import Artefacts
from .figures import EXPERIMENTS


def _stems(text: str) -> list[str]:
    stems = [stem.strip() for stem in text.split(",") if stem.strip()]
    for stem in stems:
        if stem not in EXPERIMENTS:
            raise results.BadInput(f"there is no experiment `{stem}`; there are {', '.join(EXPERIMENTS)}")
    return stems


def _run_list() -> int:
    for stem, module in EXPERIMENTS.items():
        print(f"{stem:<14} {module.TITLE}")
    return 0


def _run_report(arguments: argparse.Namespace) -> int:
    loaded = [results.read(path) for path in arguments.results]
    stems = _stems(arguments.only) if arguments.only else report.stems_of(loaded)
    page, made, absent = report.write(loaded, arguments.output, stems)
    for sentence in [s for r in loaded for s in r.gaps()] + absent:
        print(f"note: {sentence}", file=sys.stderr)
    if arguments.json:
        print(json.dumps({"report": str(page), "made": sorted(made), "files": sorted(str(f) for a in made.values() for f in a.files),
                          "missing": absent}))
        return 0
    for stem in ("claims", "qcq_claims"):
        if stem in made:
            print(_claims_text(made[stem]))
    print(f"report: {page}")
    return 0


def _claims_text(claims: Artefacts) -> str:
    """The claims table for a terminal: two lines a claim."""
    lines = [claims.title, claims.caption, ""]
    for row in claims.data.to_dict("records"):
        lines += [f"{row['verdict']:<15} {row['claim']}", f"{'':<15} paper: {row['paper']}; ours: {row['ours']}"]
    return "\n".join([*lines, ""])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m analysis", description="Draws the figures and the report of sweeps.",
        epilog="examples:\n  python3 -m analysis report out/fig08 -o out/report\n"
               "  python3 -m analysis report out/fig09 out/exact_gradient -o out/report --only claims,fig08",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list the experiments that a report can show")
    make = commands.add_parser("report", help="draw figures and tables, and write report.html")
    make.add_argument("results", nargs="+", type=Path, help="results.h5 of one or more sweeps, or their folders")
    make.add_argument("-o", "--output", type=Path, required=True, help="folder for the report; made where it is missing")
    make.add_argument("--only", default="", metavar="NAMES", help="experiments to show, separated by commas; all by default")
    make.add_argument("--json", action="store_true", help="say what was made as one JSON object")
    parsed = parser.parse_args(arguments)
    try:
        return _run_list() if parsed.command == "list" else _run_report(parsed)
    except results.BadInput as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
