"""The program `quanvas`, run from Python: trainings and sweeps."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class ProgramError(RuntimeError):
    """What the program refused, in its own words."""


def program() -> Path:
    """The program that is run: $QUANVAS_PROGRAM, else that of the same build or installation as this package, else the one that PATH finds.

    Raises FileNotFoundError where there is none."""
    named = os.environ.get("QUANVAS_PROGRAM")
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(f"$QUANVAS_PROGRAM names {named}, which is no file")
        return Path(named)
    package = Path(__file__).absolute().parent
    for beside in (package.parents[1] / "src" / "quanvas", *(folder / "bin" / "quanvas" for folder in package.parents[1:5])):
        if beside.is_file() and os.access(beside, os.X_OK):
            return beside
    found = shutil.which("quanvas")
    if found is None:
        raise FileNotFoundError("there is no program `quanvas` beside this package or in PATH; build or install it, or name it in $QUANVAS_PROGRAM")
    return Path(found)


def _answer(*arguments: str | Path) -> str:
    """What the program prints. Raises ProgramError with its message where it refuses."""
    run = subprocess.run([program(), *arguments], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise ProgramError(run.stderr.strip() or f"quanvas {arguments[0]}: exit code {run.returncode}")
    return run.stdout


def _option_text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


@dataclass(frozen=True)
class Training:
    """One trained network. status: `completed`, `diverged` or `failed`. key: its content key. parameters: all of the trial's, defaults included.
    metrics: after the last epoch. history: a row an epoch."""

    status: str
    key: str
    parameters: dict[str, Any]
    metrics: dict[str, float]
    history: pd.DataFrame


def train(*, threads: int | None = None, **parameters: object) -> Training:
    """Trains one network, with the parameters of `quanvas params` as keyword arguments; lists as Python lists.

        quanvas.train(dataset="mnist", wiring="O1+O2", epochs=5, seed=3).history["validation_accuracy"]

    Raises ProgramError for a parameter or value that the program refuses."""
    import pandas as pd

    options = [text for name, value in parameters.items() for text in (f"--{name}", _option_text(value))]
    if threads is not None:
        options += ["--threads", str(threads)]
    found = json.loads(_answer("train", "--json", *options))
    history = pd.DataFrame({name: values for name, values in found.get("history", {}).items() if values and not isinstance(values[0], list)})
    if len(history):
        history.index = pd.RangeIndex(1, len(history) + 1, name="epoch")
    return Training(found["status"], found["key"], found["parameters"], found.get("metrics", {}), history)


def _toml(value: object) -> str:
    """A value as TOML: strings, numbers, truth values, and lists and tables of them."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(name))} = {_toml(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, (list, tuple, range)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, (bool, str)):
        return json.dumps(value)
    if isinstance(value, (int, float)) or hasattr(value, "item"):
        return repr(value.item() if hasattr(value, "item") else value)
    raise TypeError(f"{value!r} has no form in a sweep file, which takes strings, numbers, truth values, lists and dictionaries")


def _sweep_text(sections: Mapping[str, object]) -> str:
    lines = []
    for name, section in sections.items():
        tables = section if isinstance(section, Sequence) and not isinstance(section, str) else [section]
        for table in tables:
            if not isinstance(table, Mapping):
                raise TypeError(f"section {name} is {table!r}; each section of a sweep is a dictionary, or a list of them")
            lines.append(f"[[{name}]]" if table is not section else f"[{name}]")
            lines += [f"{json.dumps(str(key))} = {_toml(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


class Sweep:
    """A sweep file, from disk or made of a dictionary of its sections (sweeps/README.md):

        sweep = quanvas.Sweep({"sweep": {"name": "depth"}, "fixed": {"dataset": "mnist"}, "axes": {"depths": [[1, 1], [4, 1]], "seed": {"range": [1, 10]}}})
        sweep.plan()                       # a row a trial
        trials = sweep.run("out/depth")    # resumes where it was stopped
    """

    def __init__(self, sections: Mapping[str, object]):
        self.text = _sweep_text(sections)
        self._file: Path | None = None

    @classmethod
    def from_file(cls, path: str | Path) -> Sweep:
        sweep = cls({})
        sweep._file = Path(path)
        sweep.text = sweep._file.read_text()
        return sweep

    def _with_file(self, command: str, *arguments: str | Path) -> list[str | Path]:
        """The command line; a sweep of a dictionary is written to a file, relative to whose folder its paths are: the current one."""
        if self._file is not None:
            return [program(), command, self._file, *arguments]
        with tempfile.NamedTemporaryFile("w", suffix=".toml", prefix=".sweep-", dir=Path.cwd(), delete=False) as file:
            file.write(self.text)
        return [program(), command, file.name, *arguments]

    def _run(self, command: str, *arguments: str | Path, quiet: bool = False) -> tuple[int, str, str]:
        """Exit code, output and messages; these are shown as they come unless `quiet`. Ctrl-C stops the program in good order."""
        line = self._with_file(command, *arguments)
        try:
            process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE if quiet else subprocess.STDOUT, text=True, start_new_session=True)
            said = []
            try:
                if quiet:
                    output, errors = process.communicate()
                    return process.returncode, output, errors
                assert process.stdout is not None
                for text in process.stdout:
                    said.append(text)
                    print(text, end="", file=sys.stderr, flush=True)
                return process.wait(), "", "".join(said)
            except KeyboardInterrupt:
                process.send_signal(signal.SIGTERM)
                process.wait()
                raise
        finally:
            if self._file is None:
                Path(line[2]).unlink(missing_ok=True)

    def plan(self) -> pd.DataFrame:
        """A row a trial: its key, and all of its parameters. Raises ProgramError for a file that the program refuses."""
        import pandas as pd

        code, output, errors = self._run("plan", "--json", quiet=True)
        if code != 0:
            raise ProgramError(errors.strip())
        return pd.DataFrame([{"trial": trial["trial"], "key": trial["key"], **trial["parameters"]} for trial in json.loads(output)["trials"]])

    def run(self, out: str | Path, workers: int | None = None, options: Sequence[str] = ()) -> pd.DataFrame:
        """Runs what is not finished in folder `out` yet, on `workers` processes (default: all cores), and returns the trials as load() does. `options` are
        more of those of `quanvas sweep`. Raises ProgramError where the program refuses the sweep; a failed trial is a row with its message."""
        from . import load

        jobs = [] if workers is None else ["--jobs", str(workers)]
        code, _, errors = self._run("sweep", "--out", out, *jobs, *options)
        if code not in (0, 1):
            raise ProgramError(errors.strip().splitlines()[-1] if errors.strip() else f"quanvas sweep: exit code {code}")
        return load(out)

    def submit(self, out: str | Path, options: Sequence[str] = ()) -> str:
        """Submits it to SLURM, with the options of `quanvas submit`; returns what that says."""
        code, output, errors = self._run("submit", "--out", out, *options, quiet=True)
        if code != 0:
            raise ProgramError(errors.strip())
        return output
