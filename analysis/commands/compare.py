"""`compare DIR --by AXIS`: the levels of one axis."""

from __future__ import annotations

import argparse

from ..comparison import compare
from ..compared_output import FORMATS
from ..loading import load
from .arguments import add_format, add_results, add_selection, given_of, write

HELP = "compare the levels of an axis, paired over everything else"


def add(parser: argparse.ArgumentParser) -> None:
    add_results(parser)
    parser.add_argument("--by", required=True, metavar="AXIS", help="the axis whose levels are compared")
    add_selection(parser)
    parser.add_argument("--baseline", metavar="LEVEL", help="compare the others with this level; all pairs where it is left out")
    parser.add_argument("--equivalent", type=float, metavar="POINTS", help="test as well whether levels are alike within so many points (or units of the metric)")
    add_format(parser, *FORMATS)


def run(arguments: argparse.Namespace) -> None:
    compared = compare(load(*arguments.results), arguments.by, given_of(arguments), arguments.metric, arguments.baseline, arguments.equivalent)
    write(FORMATS[arguments.format](compared), arguments.output)
