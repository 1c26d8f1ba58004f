"""`table DIR` and `merge DIR DIR`: tidy tables for other tools."""

from __future__ import annotations

import argparse

import pandas as pd

from .. import tidy
from ..errors import BadInput
from ..loading import load
from .arguments import add_format, add_results, write

HELP = "write a tidy table: a row a trial, or an epoch of one"
MERGE_HELP = "the same of several sweeps, each trial once"


def add(parser: argparse.ArgumentParser) -> None:
    add_results(parser)
    parser.add_argument("--histories", action="store_true", help="a row an epoch of a trial, with every curve and gradient norm")
    add_format(parser, "csv", "parquet", "json")


def add_merge(parser: argparse.ArgumentParser) -> None:
    add(parser)
    parser.set_defaults(fewest=2)


def _write_parquet(table: pd.DataFrame, arguments: argparse.Namespace) -> None:
    if arguments.output is None:
        raise BadInput("a Parquet file is no text for the terminal; name a file with -o")
    try:
        table.to_parquet(arguments.output, index=False)
    except ImportError:
        raise BadInput("Parquet needs the Python package pyarrow, which is not installed; --format csv needs nothing") from None
    except OSError as error:
        raise BadInput(f"{arguments.output}: cannot be written ({error}); choose another file with -o") from error


def run(arguments: argparse.Namespace) -> None:
    if len(arguments.results) < getattr(arguments, "fewest", 1):
        raise BadInput("merge takes two sweeps or more; `table` is for one")
    results = load(*arguments.results)
    table = tidy.histories(results) if arguments.histories else tidy.trials(results)
    if arguments.format == "parquet":
        _write_parquet(table, arguments)
    else:
        write(table.to_csv(index=False) if arguments.format == "csv" else table.to_json(orient="records", indent=1), arguments.output)
