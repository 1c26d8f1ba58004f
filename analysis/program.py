"""Asks the program itself for what figures draw of it: wirings, models, circuits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .experiments import Absent

_ROOT = Path(__file__).resolve().parents[1]
BUILT = _ROOT / "build" / "src" / "quanvas"
INSTALLED = _ROOT.parents[1] / "bin" / "quanvas"  # of PREFIX/share/quanvas

# Options of a command that have the names of parameters and another meaning: what is run and measured, not what the circuit is.
_NO_PARAMETERS = {"circuit": {"noise", "shots", "observable", "gradient"}}


def find() -> str:
    """$QUANVAS, the built program, or the one on the PATH; raises Absent."""
    for candidate in (os.environ.get("QUANVAS"), BUILT, INSTALLED, shutil.which("quanvas")):
        if candidate and Path(candidate).is_file():
            return str(Path(candidate).resolve())
    raise Absent("the program is needed to draw it and was not found: build it, or set QUANVAS to its path")


def text(*arguments: str) -> str:
    """What a command prints; raises Absent with its message where it fails."""
    run = subprocess.run([find(), *arguments], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise Absent(f"quanvas {arguments[0]}: {run.stderr.strip()}")
    return run.stdout


def read_json(*arguments: str) -> object:
    return json.loads(text(*arguments))


def trial_options(row: Mapping[str, object], command: str) -> list[str]:
    """The parameters of a trial, by name, as options of `quanvas model` or, as far as they shape circuits, of `quanvas circuit`."""
    reference = {axis["key"]: _text(axis["default"]) for axis in read_json("params", "--json")}
    known = {option["name"] for option in read_json(command, "--describe-command")["options"]} - _NO_PARAMETERS.get(command, set())
    options = []
    for name, value in row.items():
        given = _text(value) not in ("nan", "None", "", reference.get(name))
        if name in reference and name in known and (given or name == "model"):
            options += [f"--{name}", _text(value)]
    return options


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def convert(command: list[str], file: Path, source: str) -> Path:
    """Pipes `source` through a drawing tool into `file`; raises Absent where the tool is missing or fails."""
    if not shutil.which(command[0]):
        raise Absent(f"`{command[0]}` is needed to draw it and was not found; scripts/install-deps installs it")
    run = subprocess.run(command, input=source.encode(), capture_output=True, check=False)
    if run.returncode != 0:
        raise Absent(f"{command[0]}: {run.stderr.decode(errors='replace').strip()}")
    file.write_bytes(run.stdout)
    return file


def draw_graph(dot: str, folder: Path, stem: str) -> list[Path]:
    """PNG and SVG of a graph in Graphviz's language."""
    return [convert(["dot", "-Tpng", "-Gdpi=160"], folder / f"{stem}.png", dot), convert(["dot", "-Tsvg"], folder / f"{stem}.svg", dot)]


def draw_svg(svg: str, folder: Path, stem: str) -> list[Path]:
    """PNG and SVG of a drawing that is SVG already."""
    png = convert(["rsvg-convert", "--zoom=2"], folder / f"{stem}.png", svg)
    file = folder / f"{stem}.svg"
    file.write_text(svg, encoding="utf-8")
    return [png, file]


def operation_lines(operations: list[dict]) -> list[dict]:
    """A line an operation of a circuit, for the table behind its drawing."""
    return [{"operation": number, "gate": operation["name"], "wires": " ".join(map(str, operation["wires"])), "column": operation["column"]}
            for number, operation in enumerate(operations, 1)]


def draw_circuit(folder: Path, stem: str, *arguments: str) -> tuple[list[dict], list[Path]]:
    """The operations of the circuit that these arguments name, and its drawing as PNG and SVG."""
    operations = read_json("circuit", *arguments, "--format", "json")["operations"]
    return operations, draw_svg(text("circuit", *arguments, "--format", "svg"), folder, stem)
