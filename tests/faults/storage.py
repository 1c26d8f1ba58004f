"""Disks that fill up, folders that cannot be written to, files that are damaged, and folders that two want."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import compare
from bench import ALONE, PATIENCE, VICTIMS, Bench, Row, Skipped, Sweep, Wrong, damage, kill, processes_of, under_way, unique_name, wait_for_work


def mount(options: list[str | Path], folder: Path) -> None:
    done = subprocess.run(["mount", *options, folder], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skipped(f"cannot mount: {done.stderr.strip()}")


def expect_message(sweep: Sweep, reason: str) -> None:
    """One message of the program, with the path and the reason."""
    messages = [line for line in sweep.log.splitlines() if line.startswith("quanvas: ")]
    if len(messages) != 1 or reason not in messages[0] or str(sweep.folder) not in messages[0]:
        raise Wrong(f"not one message with path and reason ({reason}): {sweep.said()}")


def full_disk(bench: Bench, row: Row, times: int) -> None:
    folder = bench.folder()
    folder.mkdir()
    mount(["-t", "tmpfs", "-o", "size=16m", "tmpfs"], folder)
    try:
        for _ in range(times):
            sweep = Sweep(bench, folder / f"out-{row.times}")
            ballast = folder / "ballast"
            with open(ballast, "wb") as file:
                file.write(bytes(16 * 2**20 - bench.random.randrange(150, 350) * 1024))
            sweep.run(expect=(2,))
            expect_message(sweep, "No space left on device")
            ballast.unlink()
            sweep.run()
            bench.judge(sweep, row)
            shutil.rmtree(sweep.folder)
            row.times += 1
    finally:
        subprocess.run(["umount", "-l", folder], capture_output=True)


def full_at_merging(bench: Bench, row: Row, times: int) -> None:
    """All trials are there, and the results do not fit: the old ones stay, or none are there, and a message says why."""
    whole = Sweep(bench, bench.folder())
    whole.run()
    size = (whole.folder / "results.h5").stat().st_size
    for _ in range(times):
        sweep = Sweep(bench, bench.folder())
        sweep.folder.mkdir()
        mount(["-t", "tmpfs", "-o", "size=64m", "tmpfs"], sweep.folder)
        try:
            shutil.copytree(whole.folder, sweep.folder, dirs_exist_ok=True)
            results = sweep.folder / "results.h5"
            for old in (True, False):
                for room in (0, 4096, size // 2, size - 4096):
                    if not old:
                        results.unlink(missing_ok=True)
                    before = results.read_bytes() if old else b""
                    filler = sweep.folder / "filler"
                    filler.write_bytes(bytes(max(0, shutil.disk_usage(sweep.folder).free - room)))
                    answer = subprocess.run([bench.program, "aggregate", sweep.folder], capture_output=True, text=True, timeout=PATIENCE)
                    filler.unlink()
                    row.times += 1
                    if answer.returncode != 2 or "No space left" not in answer.stderr or str(results) not in answer.stderr:
                        raise Wrong(f"with {room} bytes for results of {size}: exit code {answer.returncode}: {answer.stderr}")
                    if (results.read_bytes() if results.exists() else b"") != before:
                        raise Wrong(f"with {room} bytes for results of {size}, something else is there than before")
            sweep.run()
            bench.judge(sweep, row)
        finally:
            subprocess.run(["umount", "-l", sweep.folder], check=False)


def merged_meanwhile(bench: Bench, row: Row, times: int) -> None:
    """What is merged while trials come in holds as many as there were, each as it should be."""
    while row.times < 3 * times:
        sweep = Sweep(bench, bench.folder())
        process = sweep.start()
        wait_for_work(sweep, process)
        while process.poll() is None:
            answer = subprocess.run([bench.program, "aggregate", sweep.folder], capture_output=True, text=True, timeout=PATIENCE)
            if answer.returncode != 0:
                raise Wrong(f"exit code {answer.returncode}: {answer.stderr}")
            merged = compare.read(sweep.folder / "results.h5")
            difference = compare.difference(compare.only(bench.expected, merged), merged)
            row.times += 1
            row.changed += len(difference.changed)
            row.doubled += difference.doubled
        sweep.end(process)
        bench.judge(sweep, row)


def read_only(bench: Bench, row: Row, times: int) -> None:
    """The folder of the shards is made immutable, which binds root too."""
    for _ in range(times):
        sweep = Sweep(bench, bench.folder())
        process = sweep.start()
        while not sweep.finished() and process.poll() is None:
            time.sleep(0.01)
        shards = sweep.folder / "shards"
        if shutil.which("chattr") is None or subprocess.run(["chattr", "+i", shards], capture_output=True).returncode != 0:
            sweep.end(process)
            raise Skipped("no file system here knows chattr +i")
        try:
            code = sweep.end(process)
        finally:
            subprocess.run(["chattr", "-i", shards], check=True, capture_output=True)
        if code != 2:
            raise Wrong(f"exit code {code} instead of 2: {sweep.said()}")
        expect_message(sweep, "Operation not permitted")
        row.times += 1
        sweep.run()
        bench.judge(sweep, row)


def read_only_mount(bench: Bench, row: Row, times: int) -> None:
    """The whole folder is mounted read-only before a sweep resumes."""
    for _ in range(times):
        sweep = Sweep(bench, bench.folder())
        sweep.run("--max-time", "1s", "--grace", "0.5s", expect=(0, 75))
        mount(["--bind", sweep.folder], sweep.folder)
        try:
            mount(["-o", "remount,bind,ro"], sweep.folder)
            sweep.run(expect=(2,))
        finally:
            subprocess.run(["umount", "-l", sweep.folder], check=True, capture_output=True)
        expect_message(sweep, "Read-only file system")
        row.times += 1
        sweep.run()
        bench.judge(sweep, row)


def damaged_shards(bench: Bench, row: Row, times: int) -> None:
    """Truncated, a bit flipped, emptied, half copied: each is named, set aside as it is and run again."""
    sweep = Sweep(bench, bench.folder())
    sweep.run()
    while row.times < times:
        shards = sorted(sweep.folder.glob("shards/[!.]*.h5"), key=lambda path: -path.stat().st_size)
        rest = bench.random.sample(shards[1:], min(3, len(shards) - 1))
        chosen = [shards[0], *rest][: times - row.times]  # the largest is a pack, where there are any
        for path in chosen:
            damage(bench, path, row.times % 4)
            row.times += 1
        broken = {path: path.read_bytes() for path in chosen}
        sweep.run()
        aside = [path.read_bytes() for path in sweep.folder.glob("damaged/*")]
        for path, data in broken.items():
            if not any(line.startswith("damaged, to be run again") and str(path) in line for line in sweep.log.splitlines()):
                raise Wrong(f"no word about {path.name}, which is damaged: {sweep.said()}")
            if data not in aside:
                raise Wrong(f"{path.name}, which is damaged, was not set aside: {sweep.said()}")
    bench.judge(sweep, row)


def damaged_rest(bench: Bench, row: Row, times: int) -> None:
    """All other files of the folder hold something else, as after a power failure."""
    sweep = Sweep(bench, bench.folder())
    sweep.run("--max-time", "1s", "--grace", "0.5s", expect=(0, 75))
    while row.times < times:
        content = bench.random.choice([b"", b"\0" * 200, bench.random.randbytes(200), b"\n" * 9])
        key = bench.expected["trials"]["key"][0].decode()
        for name in ("lock", "status.json", "results.h5", "sweep.toml", f"checkpoints/{key}", f"deaths/{key}", f"running/{unique_name(os.uname().nodename, 2**22 + 1, 0)}"):
            (sweep.folder / name).write_bytes(content)
        sweep.run()
        row.times += 1
    bench.judge(sweep, row)


def two_at_once(bench: Bench, row: Row, times: int) -> None:
    """Started in the same moment, and one while the other runs."""
    for _ in range(times):
        one, other = (Sweep(bench, folder) for folder in [bench.folder()] * 2)
        processes = [(one, one.start()), (other, other.start())]
        wait_for_work(one, processes[0][1])
        holder = (one.folder / "lock").read_text().split()[:2]
        late = Sweep(bench, one.folder, ALONE)
        refused = late.start()
        late_code = refused.wait(PATIENCE)
        late.log = refused.communicate()[0]
        codes = sorted(sweep.end(process) for sweep, process in processes)
        if codes != [0, 2] or late_code != 2:
            raise Wrong(f"exit codes {codes} instead of 0 and 2, and {late_code} instead of 2 of a late one: {one.said()} {other.said()} {late.said()}")
        told = [line for sweep in (one, other, late) for line in sweep.log.splitlines() if "in use by process" in line]
        if len(told) != 2 or any(f"process {holder[1]} on {holder[0]}" not in line for line in told):
            raise Wrong(f"those turned away were not told by whom, which is {' '.join(holder)}: {told}")
        bench.judge(one, row)
        row.times += 1


def reused_number(bench: Bench, row: Row, times: int) -> None:
    """The number that a dead process has left in the lock is that of another one by now, as after a restart of a container."""
    for _ in range(times):
        sweep = Sweep(bench, bench.folder())
        process = sweep.start("--crashes", "1000")
        wait_for_work(sweep, process)
        row.under_way += bool(under_way(sweep.folder))
        for one in VICTIMS["all at once"](bench.random, process.pid, processes_of(sweep.folder)):
            kill(one, signal.SIGKILL)
        sweep.end(process)
        lock = sweep.folder / "lock"
        lines = lock.read_text().split("\n")
        if len(lines) < 3:
            raise Wrong(f"a killed coordinator leaves a lock that says {lines}")
        lock.write_text("\n".join([lines[0], str(os.getpid()), *lines[2:]]))
        row.times += 1
        sweep.run("--crashes", "1000")
        bench.judge(sweep, row)


def leftovers(bench: Bench, row: Row, times: int) -> None:
    sweep = Sweep(bench, bench.folder())
    dead = subprocess.Popen(["true"])
    dead.wait()
    names = [f".{unique_name(os.uname().nodename, dead.pid, i)}.tmp" for i in range(times)] + [f".{unique_name(os.uname().nodename, os.getpid(), 0)}.tmp"]
    here = [sweep.folder / "shards" / name for name in names] + [sweep.folder / names[0], sweep.folder / "checkpoints" / names[0]]
    old = sweep.folder / "shards" / f".{unique_name('elsewhere', 1, 0)}.tmp"
    young = sweep.folder / "shards" / f".{unique_name('elsewhere', 1, 1)}.tmp"  # whoever writes it may be alive
    for stray in [*here, old, young]:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"half a shard")
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    sweep.run()
    row.times = times
    if left := [str(stray) for stray in [*here, old] if stray.exists()]:
        raise Wrong(f"temporaries of dead processes were not swept away: {left}")
    if not young.exists():
        raise Wrong("the temporary of a process that may live on another host was swept away")
    bench.judge(sweep, row)
