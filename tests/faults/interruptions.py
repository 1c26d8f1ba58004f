"""Processes that are killed or told to stop, and sweeps that resume."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable, Iterator

import compare
from bench import ALONE, LAUNCH, LONG_EPOCH, PATIENCE, VICTIMS, Bench, Row, Sweep, Wrong, damage, kill, processes_of, under_way, wait_for_work


def kills(victims: str, launch: list[str] = LAUNCH) -> Callable[[Bench, Row, int], None]:
    """Kills the victims at random moments, and resumes each time."""
    return lambda bench, row, times: interrupt(bench, row, times, [signal.SIGKILL], victims, launch)


def tells(victims: str, launch: list[str] = LAUNCH) -> Callable[[Bench, Row, int], None]:
    """Tells the victims to stop, in every way there is, and resumes each time."""
    return lambda bench, row, times: interrupt(bench, row, times, [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1], victims, launch)


def interrupt(bench: Bench, row: Row, times: int, numbers: list[signal.Signals], victims: str, launch: list[str]) -> None:
    """Signals again and again; in a fresh folder where the sweep gets to its end before it is hit often enough."""
    starts = 0
    while row.times < times:
        sweep = Sweep(bench, bench.folder(), launch)
        complete = False
        while row.times < times and not complete:
            starts += 1
            if starts > 10 * times + 10:
                raise Wrong(f"the sweep was hit {row.times} times only in {starts} starts")
            process = sweep.start("--crashes", "1000")
            number = numbers[row.times % len(numbers)]
            hit = strike(bench, row, sweep, process, number, victims)
            code = sweep.end(process)
            complete = code == 0
            if hit and number != signal.SIGKILL and code not in codes_after(number, victims):
                raise Wrong(f"exit code {code} after {number.name} to {victims}: {sweep.said()}")
        if not complete:
            sweep.run("--crashes", "1000")
        bench.judge(sweep, row)


def strike(bench: Bench, row: Row, sweep: Sweep, process: subprocess.Popen, number: signal.Signals, victims: str) -> bool:
    """Signals the victims at a random moment, and says whether there was anyone to be hit."""
    if number != signal.SIGKILL:  # a process that has just begun dies of it, as any program does
        wait_for_work(sweep, process)
    bench.pause()
    hit = VICTIMS[victims](bench.random, process.pid, processes_of(sweep.folder)) if process.poll() is None else []
    row.under_way += bool(hit and under_way(sweep.folder))
    for one in hit:
        kill(one, number)
    row.times += bool(hit)
    return bool(hit)


def codes_after(number: signal.Signals, victims: str) -> tuple[int, ...]:
    """75, or 0 of a sweep that had just ended. Where mpirun itself is told to end, it returns 1, whatever its ranks return."""
    return (0, 1, 75) if victims == "the launcher" and number != signal.SIGUSR1 else (0, 75)


def checkpoints_of(sweep: Sweep, since: float = 0.0) -> dict[str, Path]:
    """By trial; those written since."""
    found = {}
    for path in sweep.folder.glob("checkpoints/[!.]*"):
        try:
            if path.stat().st_mtime > since:
                found[path.name] = path
        except FileNotFoundError:  # its trial has ended
            pass
    return found


def killed_long(bench: Bench, row: Row, times: int) -> None:
    """Long trials are killed when their state has just been kept. They resume from it, but where it is damaged."""
    file, expected = bench.long
    while row.times < times:
        sweep = Sweep(bench, bench.folder(), sweep_file=file)
        code = None
        while code != 0 and row.times < times:
            since = time.time()
            process = sweep.start("--crashes", "1000", "--checkpoint-seconds", "1")
            while process.poll() is None and not checkpoints_of(sweep, since):
                time.sleep(0.01)
            time.sleep(bench.random.random() * 0.2)
            if process.poll() is None:
                row.under_way += bool(under_way(sweep.folder))
                row.times += 1
                for one in VICTIMS["all at once"](bench.random, process.pid, processes_of(sweep.folder)):
                    kill(one, signal.SIGKILL)
            code = sweep.end(process)
            if row.times % 3 == 0 and (kept := list(checkpoints_of(sweep).values())):
                damage(bench, bench.random.choice(kept), bench.random.randrange(4))
        sweep.run("--crashes", "1000")
        bench.judge(sweep, row, expected)


def killed_early_stopping(bench: Bench, row: Row, times: int) -> None:
    """Which trials are stopped, and where, does not depend on what was killed when."""
    file, expected = bench.early_stopping
    for sweep in (Sweep(bench, bench.folder(), sweep_file=file) for _ in range(10 * times) if row.times < times):
        complete = False
        while row.times < times and not complete:
            process = sweep.start("--crashes", "1000")
            strike(bench, row, sweep, process, signal.SIGKILL, "all at once")
            complete = sweep.end(process) == 0
        if not complete:
            sweep.run("--crashes", "1000")
        bench.judge(sweep, row, expected)


def cut_off(bench: Bench, row: Row, times: int) -> None:
    """An epoch that is longer than the grace and what is added to it does not keep a sweep from ending; no trial is blamed for it."""
    file = bench.root / "long-epoch.toml"
    file.write_text(LONG_EPOCH)
    for _ in range(times):
        for launch in (LAUNCH, ALONE):
            sweep = Sweep(bench, bench.folder(), launch, sweep_file=file)
            start = time.monotonic()
            sweep.run("--max-time", "1.2s", "--grace", "0.1s", "--crashes", "1", expect=(75,))
            if (seconds := time.monotonic() - start) > 20:
                raise Wrong(f"it took {seconds:.0f} s to end after 1.2 s; {sweep.said()}")
            row.times += 1
    sweep.run("--crashes", "1")


def stalled(bench: Bench, row: Row, times: int) -> None:
    """The coordinator stands still for longer than ranks may be silent under --survive, and continues: nobody is lost."""
    for sweep in fresh_sweeps(bench, row, times, [*LAUNCH, "--enable-recovery"]):
        process = sweep.start("--survive", "3s")
        wait_for_work(sweep, process)
        coordinator = processes_of(sweep.folder)[:1]
        for one in coordinator:
            kill(one, signal.SIGSTOP)
            time.sleep(4.5)
            kill(one, signal.SIGCONT)
            row.times += 1
        sweep.end(process)
        if "is lost" in sweep.log:
            raise Wrong(f"the living were counted as dead: {sweep.said()}")
        bench.judge(sweep, row)


def told_long(bench: Bench, row: Row, times: int) -> None:
    """Long trials that do not end within the grace are kept, and resumed."""
    ways = [(signal.SIGUSR1, "the launcher", LAUNCH), (signal.SIGTERM, "a rank", LAUNCH), (signal.SIGINT, "a rank", ALONE)]
    file, expected = bench.long
    while row.times < times:
        number, victims, launch = ways[row.times % len(ways)]
        sweep = Sweep(bench, bench.folder(), launch, file)
        stop_long(bench, row, sweep, number, victims, "--grace", "0.1s")
        sweep.run()
        bench.judge(sweep, row, expected)


def stop_long(bench: Bench, row: Row, sweep: Sweep, number: signal.Signals, victims: str, *options: str) -> None:
    """Tells the victims to stop when trials run, and expects these to be kept."""
    process = sweep.start(*options)
    wait_for_work(sweep, process)
    time.sleep(0.2)
    began = {trial for trial, _ in under_way(sweep.folder)}
    for one in VICTIMS[victims](bench.random, process.pid, processes_of(sweep.folder)):
        kill(one, number)
    code = sweep.end(process)
    row.times += 1
    row.under_way += bool(began)
    if code not in codes_after(number, victims):
        raise Wrong(f"exit code {code} after {number.name} to {victims}: {sweep.said()}")
    finished = {path.stem.split("~")[0] for path in sweep.folder.glob("shards/[!.]*.h5")}
    if gone := began - finished - checkpoints_of(sweep).keys():
        raise Wrong(f"{len(gone)} of {len(began)} trials that ran were neither finished nor kept, after {number.name} to {victims}, which returned {code}: "
                    f"{sweep.said()}")


def told_launcher(bench: Bench, row: Row, times: int) -> None:
    """mpirun passes a SIGTERM on, and kills its ranks a second or two later, whatever the grace."""
    file = bench.write_sweep("longer", epochs=30000, last_seed=0)
    for _ in range(times):
        stop_long(bench, row, Sweep(bench, bench.folder(), sweep_file=file), signal.SIGTERM, "the launcher")


def supervised(bench: Bench, row: Row, times: int) -> None:
    """Workers are killed under --supervise, which has to start the sweep again by itself."""
    for sweep in fresh_sweeps(bench, row, times, ALONE):
        process = sweep.start("--crashes", "1000", "--supervise", "--launcher", " ".join(LAUNCH))
        while row.times < times and process.poll() is None:
            bench.pause()
            kill_worker(bench, row, sweep, [p for p in processes_of(sweep.folder) if p != process.pid])
        code = sweep.end(process)
        if code != 0:
            raise Wrong(f"exit code {code}: {sweep.said()}")
        bench.judge(sweep, row)


def survived(bench: Bench, row: Row, times: int) -> None:
    """One worker of two is killed at its work under --survive: the other one finishes the sweep. Not before it works: where a rank dies
    within MPI_Init, those of the others wait for ever under mpirun --enable-recovery (Open MPI 4.1.4)."""
    for sweep in fresh_sweeps(bench, row, times, [*LAUNCH, "--enable-recovery"]):
        process = sweep.start("--crashes", "1000", "--survive", "5s")
        wait_for_work(sweep, process)
        time.sleep(bench.random.random() * 0.4 * bench.duration)
        kill_worker(bench, row, sweep, processes_of(sweep.folder))
        sweep.end(process)
        if (ended := json.loads((sweep.folder / "status.json").read_text())["ended"]) != "complete":
            raise Wrong(f"it says that it ended with {ended}: {sweep.said()}")
        bench.judge(sweep, row)


def fresh_sweeps(bench: Bench, row: Row, times: int, launch: list[str]) -> Iterator[Sweep]:
    """One after the other, until the fault has been injected often enough; a sweep may end before it is."""
    for _ in range(10 * times):
        if row.times < times:
            yield Sweep(bench, bench.folder(), launch)


def kill_worker(bench: Bench, row: Row, sweep: Sweep, ranks: list[int]) -> None:
    if len(ranks) == 3:
        row.under_way += bool(under_way(sweep.folder))
        row.times += 1
        kill(bench.random.choice(ranks[1:]), signal.SIGKILL)


def make_crash(process: int) -> None:
    """Makes the code of the process's mathematics illegal, so that it ends of its own next step."""
    try:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            addresses, access, *_, path = line.split()
            if "/libm.so" in path and "x" in access:
                first, last = (int(address, 16) for address in addresses.split("-"))
                with open(f"/proc/{process}/mem", "r+b", buffering=0) as memory:
                    memory.seek(first)
                    memory.write(b"\x0f\x0b" * ((last - first) // 2))
    except (FileNotFoundError, ProcessLookupError, OSError):
        pass


def deadly_trial(bench: Bench, row: Row, times: int) -> None:
    """A trial whose process crashes whenever it runs: after two crashes it is lost, and all others are as they should be."""
    file, expected = bench.long
    for _ in range(times):
        sweep = Sweep(bench, bench.folder(), sweep_file=file)
        victim = bench.random.choice(expected["trials"]["key"]).decode()
        crashes = 0
        for _ in range(6):
            process = sweep.start("--crashes", "2")
            while process.poll() is None:
                for worker in (worker for trial, worker in under_way(sweep.folder) if trial == victim):
                    make_crash(worker)
                    crashes += 1
                    process.wait(PATIENCE)
                time.sleep(0.01)
            if sweep.end(process) in (0, 1):
                break
        else:
            raise Wrong(f"not at its end after {crashes} crashes: {sweep.said()}")
        row.times += crashes
        row.under_way += crashes
        judge_deadly(expected, compare.read(sweep.folder / "results.h5"), victim, crashes, row)


def judge_deadly(expected: compare.Results, found: compare.Results, victim: str, crashes: int, row: Row) -> None:
    one, other = (compare.without(results, victim) for results in (expected, found))
    difference = compare.difference(one, other)
    row.lost, row.doubled, row.changed = row.lost + difference.lost, row.doubled + difference.doubled, row.changed + len(difference.changed)
    row.problems += difference.changed[:5]
    lost = [(r["status"], r["message"]) for r in found["trials"] if r["key"] == victim.encode()]
    if crashes != 2 or len(lost) != 1 or lost[0][0] != b"lost" or not lost[0][1]:
        raise Wrong(f"after {crashes} crashes, which should be 2, the trial stands as {lost}")
