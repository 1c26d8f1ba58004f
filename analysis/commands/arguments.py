"""Arguments that several commands take."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import BadInput


def add_results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", nargs="+", type=Path, metavar="DIR", help="folder of a sweep, or its results.h5; several are taken as one")


def add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--given", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="only trials with these values")
    parser.add_argument("--metric", help="what is compared; test accuracy where every trial has one, else validation accuracy")


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"{formats[0]} where it is left out")
    parser.add_argument("-o", "--output", type=Path, help="file to write instead of standard output")


def given_of(arguments: argparse.Namespace) -> dict[str, str]:
    """Raises BadInput for what is no KEY=VALUE, and for a key that is there twice."""
    given: dict[str, str] = {}
    for text in arguments.given:
        key, sign, value = text.partition("=")
        if not key or not sign or not value:
            raise BadInput(f"--given takes KEY=VALUE, not `{text}`; for instance --given wiring=O1+O2")
        if key in given:
            raise BadInput(f"--given names `{key}` twice; a trial has one value of it")
        given[key] = value
    return given


def write(text: str, output: Path | None) -> None:
    if output is None:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    try:
        output.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{output}: cannot be written ({error.strerror}); choose another file with -o") from error
