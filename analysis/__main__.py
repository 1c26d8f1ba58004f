"""Command line of the analysis."""

from __future__ import annotations

import argparse
import sys

from .commands import best, compare, report, table
from .errors import BadInput

EXAMPLES = """examples:
  python3 -m analysis report out/depths -o out/report
  python3 -m analysis best out/depths
  python3 -m analysis compare out/depths --by depths --given wiring=O1+O2 --baseline 1,1
  python3 -m analysis compare out/depths --by learning_rate --equivalent 2 --format latex
  python3 -m analysis table out/depths --histories -o histories.csv
  python3 -m analysis merge out/depths out/more -o trials.csv"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m analysis", description="What sweeps found: reports, comparisons, tables.", epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text, add, run in (("report", report.HELP, report.add, report.run), ("best", best.HELP, best.add, best.run),
                                 ("compare", compare.HELP, compare.add, compare.run), ("table", table.HELP, table.add, table.run),
                                 ("merge", table.MERGE_HELP, table.add_merge, table.run), ("list", report.LIST_HELP, None, report.run_list)):
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if add:
            add(command)
        command.set_defaults(run=run)
    return parser


def main(arguments: list[str] | None = None) -> int:
    parsed = _parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except BadInput as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
