"""What all faults share: the program, sweeps that are run again and again, their processes, and the results without faults."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Callable

import compare

SWEEP = """[sweep]
name = "faults"
[fixed]
dataset = "synthetic"
samples_per_class = 20
epochs = {epochs}
[axes]
wiring = ["O1+O2", "(X+O1)+O2", "X+O2", "none"]
seed = {{range = [0, {last_seed}]}}
"""
EARLY_STOPPING = """
[early_stopping]
method = "asha"
rungs = [2, {epochs}, {later}]
factor = 2
deterministic = true
"""
LONG_EPOCH = """[sweep]
name = "long-epoch"
[fixed]
dataset = "synthetic"
samples_per_class = 500
epochs = 1
layers = 8
precision = "double"
gradient = "exact"
depths = [64]
wiring = "(((((((X+O1)+O2)+O3)+O4)+O5)+O6)+O7)+O8"
"""
LAUNCH = ["mpirun", "-n", "3", "--oversubscribe", "--bind-to", "none"]
ALONE: list[str] = []  # one process, without MPI
PATIENCE = 180  # seconds that a run may take


class Wrong(Exception):
    """The program did something else than it should have."""


class Skipped(Exception):
    """This machine does not let the fault be injected."""


@dataclass
class Row:
    fault: str
    times: int = 0
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    seconds: float = 0.0
    under_way: int = 0  # how many of the times a trial was running
    problems: list[str] = field(default_factory=list)
    skipped: str = ""


class Sweep:
    """A sweep into one folder, run again and again."""

    def __init__(self, bench: "Bench", folder: Path, launch: list[str] | None = None, sweep_file: Path | None = None):
        self.bench, self.folder, self.launch = bench, folder, LAUNCH if launch is None else launch
        self.file = sweep_file or bench.sweep_file
        self.log = ""

    def start(self, *options: str) -> subprocess.Popen:
        command = [*self.launch, str(self.bench.program), "sweep", str(self.file), "--out", str(self.folder), "--threads", "1", "--quiet", *options]
        return self.bench.start(command)

    def end(self, process: subprocess.Popen) -> int:
        """Waits for the launcher, and then for ranks that it may have left behind."""
        try:
            self.log = process.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            for one in [process.pid, *processes_of(self.folder)]:
                kill(one, signal.SIGKILL)
            self.log = process.communicate()[0]
            raise Wrong(f"hung for {PATIENCE} s: {self.said()}") from None
        deadline = time.monotonic() + 60
        while processes_of(self.folder):
            if time.monotonic() > deadline:
                raise Wrong("ranks are still there a minute after their launcher's end")
            time.sleep(0.02)
        return process.returncode

    def run(self, *options: str, expect: tuple[int, ...] = (0,)) -> int:
        code = self.end(self.start(*options))
        if code not in expect:
            raise Wrong(f"exit code {code} instead of {' or '.join(map(str, expect))}: {self.said()}")
        return code

    def said(self) -> str:
        return self.log.strip()[-3000:] or "it said nothing"

    def finished(self) -> int:
        return sum(1 for _ in self.folder.glob("shards/[!.]*.h5"))


class Bench:
    """What all faults share: the program, a sweep file, and the results without faults."""

    def __init__(self, program: Path, seed: int, short: bool):
        self.program, self.random = program, random.Random(seed)
        self.root = Path(tempfile.mkdtemp(prefix="quanvas-faults-"))
        self.trials = 40 if short else 200
        self.sweep_file = self.write_sweep("sweep", epochs=20 if short else 60, last_seed=self.trials // 4 - 1)
        self.count = 0
        self.started: list[subprocess.Popen] = []
        self.environment = {**os.environ, "QUANVAS_JOBS": "1", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                            # What a killed launcher leaves behind goes the way of the folder.
                            "OMPI_MCA_orte_tmpdir_base": str(self.root), "OMPI_MCA_btl_vader_backing_directory": str(self.root)}
        self.duration, self.expected = 0.0, {}

    def run_without_faults(self) -> None:
        sweep = Sweep(self, self.folder())
        start = time.monotonic()
        sweep.run()
        self.duration = time.monotonic() - start
        self.expected = compare.read(sweep.folder / "results.h5")
        print(f"without faults: {self.trials} trials in {self.duration:.1f} s", file=sys.stderr, flush=True)

    def start(self, command: list[str]) -> subprocess.Popen:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                                   env=self.environment)
        self.started.append(process)
        return process

    def write_sweep(self, name: str, **numbers: int) -> Path:
        path = self.root / f"{name}.toml"
        path.write_text(SWEEP.format(**numbers))
        return path

    @cached_property
    def long(self) -> tuple[Path, compare.Results]:
        """A sweep of 4 trials of some seconds each, and its results without faults."""
        file = self.write_sweep("long", epochs=1000, last_seed=0)
        sweep = Sweep(self, self.folder(), sweep_file=file)
        sweep.run()
        return file, compare.read(sweep.folder / "results.h5")

    @cached_property
    def early_stopping(self) -> tuple[Path, compare.Results]:
        """A sweep in which most trials are stopped at rungs, and its results without faults. Some of its trials end at the second rung."""
        file = self.write_sweep("early", epochs=20, last_seed=5)
        text = file.read_text().replace("epochs = 20\n", "").replace("[axes]", "[axes]\nepochs = [20, 60]") + EARLY_STOPPING.format(epochs=20, later=40)
        file.write_text(text)
        sweep = Sweep(self, self.folder(), sweep_file=file)
        sweep.run()
        return file, compare.read(sweep.folder / "results.h5")

    def close(self) -> None:
        """Ends what still runs of all that was started, and removes everything."""
        for one in [process.pid for process in self.started if process.poll() is None] + processes_of(self.root):
            kill(one, signal.SIGKILL)
        for process in self.started:
            process.wait()
        deadline = time.monotonic() + 10
        while processes_of(self.root) and time.monotonic() < deadline:
            time.sleep(0.02)
        shutil.rmtree(self.root, ignore_errors=True)

    def folder(self) -> Path:
        """A name for a new one."""
        self.count += 1
        return self.root / f"run-{self.count}"

    def pause(self) -> None:
        time.sleep(0.3 + self.random.random() * self.duration * 0.4)

    def judge(self, sweep: Sweep, row: Row, expected: compare.Results | None = None) -> None:
        expected = expected or self.expected
        try:
            found = compare.read(sweep.folder / "results.h5")
        except (OSError, KeyError) as error:
            row.lost += len(expected["trials"])
            raise Wrong(f"no results to be read: {error}; {sweep.said()}") from None
        difference = compare.difference(expected, found)
        row.lost += difference.lost
        row.doubled += difference.doubled
        row.changed += len(difference.changed)
        row.problems += difference.changed[:5]


def processes_of(folder: Path) -> list[int]:
    """Processes of sweeps into the folder, or into folders within, by rank."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = os.fsdecode((entry / "cmdline").read_bytes()).split("\0")
            inside = any(word == str(folder) or word.startswith(f"{folder}/") for word in words)
            if inside and "mpirun" not in words[0] and (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                found.append((rank_of(entry), int(entry.name)))
        except OSError:
            pass
    return [process for _, process in sorted(found)]


def rank_of(process: Path) -> int:
    name = b"OMPI_COMM_WORLD_RANK="
    return next((int(entry[len(name):]) for entry in (process / "environ").read_bytes().split(b"\0") if entry.startswith(name)), 0)


def kill(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


Victims = Callable[[random.Random, int, list[int]], list[int]]
VICTIMS: dict[str, Victims] = {
    "the launcher": lambda _, launcher, ranks: [launcher],
    "the coordinator": lambda _, launcher, ranks: ranks[:1],
    "a worker": lambda chance, launcher, ranks: [chance.choice(ranks[1:])] if ranks[1:] else [],
    "a rank": lambda chance, launcher, ranks: ranks and [chance.choice(ranks)],
    "all at once": lambda _, launcher, ranks: [launcher, *ranks],
}


def wait_for_work(sweep: Sweep, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and not under_way(sweep.folder) and time.monotonic() < deadline:
        time.sleep(0.01)


def damage(bench: Bench, path: Path, how: int) -> None:
    data = bytearray(path.read_bytes())
    if how == 0:
        data = data[: bench.random.randrange(len(data))]
    elif how == 1:
        data[bench.random.randrange(len(data))] ^= 1 << bench.random.randrange(8)
    elif how == 2:
        data = bytearray()
    else:
        data = data[: len(data) // 2] + bytes(len(data) - len(data) // 2)
    path.write_bytes(data)


def unique_name(host: str, process: int, token: object) -> str:
    """As the program names a process's files; of one that began when the machine did."""
    return f"{host}~{process}~1~{token}"


def process_in(name: str) -> int:
    return int(name.split("~")[1])


def under_way(folder: Path) -> list[tuple[str, int]]:
    """The trials that live processes are at."""
    found = []
    live = processes_of(folder)
    for mark in folder.glob("running/*"):
        process = process_in(mark.name)
        try:
            trial = mark.read_text().split("\n")[0].removeprefix("trial ").strip()
        except OSError:
            continue
        if trial and process in live:
            found.append((trial, process))
    return found
