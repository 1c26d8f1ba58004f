"""`report DIR --follow`: the report of a sweep that is under way, written again as trials end, from the files of its folder alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .. import program
from ..errors import Absent, BadInput

RUNNING = "running"
ENDED = ("completed", "diverged", "failed", "lost", "stopped")
FEWEST_SECONDS = 2


def status_of(folder: Path) -> Mapping[str, object]:
    """What `quanvas status` says of a sweep's folder, from any host that sees it. Raises BadInput for another folder, and without the program."""
    try:
        return program.read_json("status", str(folder), "--json")
    except Absent as reason:
        raise BadInput(f"--follow asks the program how far the sweep is: {reason}") from None


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def progress(status: Mapping[str, object], every: float) -> str:
    """A sentence for the head of the page."""
    counts = status["counts"]
    ended = ", ".join(f"{counts[name]} {name}" for name in ENDED if counts.get(name))
    left = status.get("seconds_left")
    silent = status.get("age_seconds") or 0
    return (f"Under way: {ended or 'no trial has ended'} of {counts['total']}{f', about {_duration(left)} left' if left else ''}, as of {time.strftime('%H:%M:%S')}; "
            f"this page is written and loaded again every {every:g} s." + (f" The sweep has been silent for {_duration(silent)}." if silent > 60 else ""))


def _aggregated(folder: Path) -> None:
    try:
        subprocess.run([program.find(), "aggregate", str(folder)], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise BadInput(f"{folder}: {error.stderr.strip()}") from None


def follow(folders: Sequence[Path], every: float, write: Callable[[str], None], sleep: Callable[[float], None] = time.sleep) -> None:
    """Calls write(progress) every so many seconds while a sweep is under way and has trials that ended, and write("") when all have ended."""
    if not every >= FEWEST_SECONDS:
        raise BadInput(f"--follow takes {FEWEST_SECONDS} seconds or more, not {every:g}")
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"{folder}: --follow takes the folders of sweeps, not files")
    while True:
        found = [status_of(folder) for folder in folders]
        running = [status for status in found if status["state"] == RUNNING]
        if not running or any(sum(status["counts"].get(name, 0) for name in ENDED) for status in found):
            for folder in folders:
                _aggregated(folder)
            write(" ".join(progress(status, every) for status in running))
        else:
            print(f"{running[0]['sweep']}: no trial has ended yet; the report is written when one has", file=sys.stderr)
        if not running:
            return
        sleep(every)
