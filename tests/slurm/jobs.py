"""What all scenarios share: a SLURM on this machine, sweeps that are submitted to it, and their results without it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "faults"))
try:
    import compare  # noqa: E402
except ModuleNotFoundError as missing:  # the Python that comes first on the PATH need not be the one with h5py
    if sys.executable == "/usr/bin/python3" or not os.path.exists("/usr/bin/python3"):
        sys.exit(f"{__file__}: {missing}; scripts/install-deps installs it for /usr/bin/python3")
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

CANNOT = 3       # the exit code where SLURM cannot run here
PATIENCE = 420   # seconds that a scenario may take

SHORT = """[sweep]
name = "short"
[fixed]
dataset = "synthetic"
samples_per_class = 20
epochs = 30
[axes]
wiring = ["O1+O2", "X+O2", "none"]
seed = {range = [0, 7]}
"""
LONG = """[sweep]
name = "long"
[fixed]
dataset = "synthetic"
samples_per_class = 20
epochs = 1500
[axes]
wiring = ["O1+O2", "(X+O1)+O2"]
seed = {range = [0, 3]}
"""
MANY = SHORT.replace("short", "many").replace("[0, 7]", "[0, 999]")  # trials that end soon, for minutes
LONGER = LONG.replace("1500", "2000")  # than the shortest time limit


class Wrong(Exception):
    """It happened otherwise than it should have."""


class Bench:
    """What all scenarios share: the cluster, the program, sweep files and their results without SLURM."""

    def __init__(self, program: Path):
        self.program = program
        self.root = Path(tempfile.mkdtemp(prefix="quanvas-slurm-"))
        self.environment = {**os.environ, "QUANVAS_JOBS": "1", "QUANVAS_SITE": str(self.root / "site.toml")}
        self.sweeps = {name: self.write(f"{name}.toml", text) for name, text in {"short": SHORT, "long": LONG, "longer": LONGER, "many": MANY}.items()}
        self.known: dict[str, compare.Results] = {}
        self.lock = threading.Lock()

    def start(self, install: bool) -> None:
        command = [HERE / "cluster", "start", self.root / "cluster", "--nodes", "8", "--cpus", "4", *["--install"] * install]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if answer.returncode != 0:
            print((answer.stderr or answer.stdout).strip().splitlines()[-1], file=sys.stderr)
            sys.exit(CANNOT)
        self.environment.update(re.findall(r"([A-Z]\w*)=(\S+)", answer.stdout))
        self.write("site.toml", self.site())

    def expected(self, sweep: str) -> compare.Results:
        with self.lock:
            if sweep not in self.known:
                folder = self.root / f"local-{sweep}"
                self.must(self.program, "sweep", self.sweeps[sweep], "--out", folder, "--quiet")
                self.known[sweep] = compare.read(folder / "results.h5")
            return self.known[sweep]

    @staticmethod
    def site(**settings: object) -> str:
        lines = {"launcher": "srun --mpi=pmix --kill-on-bad-exit=1", "python": sys.executable, **settings}
        return "[site]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())

    def stop(self) -> None:
        subprocess.run([HERE / "cluster", "stop", self.root / "cluster"], capture_output=True, timeout=120)
        shutil.rmtree(self.root, ignore_errors=True)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.write_text(text)
        return path

    def call(self, *words: object, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=PATIENCE, env={**self.environment, **environment})

    def must(self, *words: object, **environment: str) -> str:
        answer = self.call(*words, **environment)
        if answer.returncode != 0:
            raise Wrong(f"{' '.join(str(word) for word in words)}: exit code {answer.returncode}: {answer.stderr.strip() or answer.stdout.strip()}")
        return answer.stdout


class Submission:
    """A sweep that was given to SLURM."""

    def __init__(self, bench: Bench, sweep: str, name: str, *options: str, site: str = ""):
        self.bench, self.sweep, self.folder = bench, sweep, bench.root / name
        self.environment = {"QUANVAS_SITE": str(bench.write(f"site-{name}.toml", site))} if site else {}
        self.options = options
        self.submit()

    def submit(self) -> None:
        answer = self.bench.must(self.bench.program, "submit", self.bench.sweeps[self.sweep], "--out", self.folder, "--json", *self.options, **self.environment)
        self.jobs = [job["id"] for job in json.loads(answer)["jobs"]]

    def status(self) -> dict:
        return json.loads(self.bench.must(self.bench.program, "status", self.folder, "--json"))

    def finished(self) -> int:
        return self.status()["counts"]["completed"]

    def in_queue(self) -> bool:
        return bool(self.status()["jobs"])

    def wait(self, until: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > deadline:
                raise Wrong(f"{what}: not within {PATIENCE} s; {self.log()}")
            time.sleep(0.5)

    def wait_for_end(self) -> None:
        self.wait(lambda: not self.in_queue(), "the jobs do not end")

    def wait_for_trials(self, count: int) -> None:
        self.wait(lambda: self.finished() >= count or not self.in_queue(), f"no {count} trials")
        if not self.in_queue():
            raise Wrong(f"it ended before it could be disturbed; {self.log()}")

    def nodes(self) -> list[str]:
        names = next((job["nodes"] for job in self.status()["jobs"] if job["state"] == "RUNNING"), "")
        return self.bench.must("scontrol", "show", "hostnames", names).split() if names else []

    def log(self) -> str:
        return "log: " + " | ".join(line for path in sorted(self.folder.glob("slurm/*.log")) for line in path.read_text().splitlines())[-3000:]

    def judge(self) -> compare.Results:
        try:
            found = compare.read(self.folder / "results.h5")
        except OSError as error:
            raise Wrong(f"no results: {error}; {self.log()}") from None
        if (difference := compare.difference(self.bench.expected(self.sweep), found)) != compare.Difference():
            raise Wrong(f"{difference}; {self.log()}")
        return found

    def facts(self, job: str = "") -> dict[str, str]:
        """What SLURM says of a job, ended ones too: JobState, Restarts, ..."""
        line = self.bench.must("scontrol", "-o", "show", "job", job or self.jobs[0]).splitlines()[0]
        return dict(word.split("=", 1) for word in line.split() if "=" in word)

    def starts(self) -> int:
        return self.log().count("goes back into the queue") + 1
