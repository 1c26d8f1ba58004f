#!/usr/bin/env python3
"""What other programs cost a training: two trainings at once, and one beside busy loops, as ratios to a fair share of one alone on one thread.

usage: tests/perf/busy.py [QUANVAS] [--runs N] [--threads N ...] -- [options of `quanvas train`]

A fair share of P busy processes on C cores is max(1, P / C) times as long. The goal is a ratio of at most 1.15 with the default threads."""

import argparse
import contextlib
import os
import subprocess
import sys
import time


def start(program: str, options: list[str]) -> subprocess.Popen:
    return subprocess.Popen([program, "train", "--json", *options], stdout=subprocess.DEVNULL)


def seconds(program: str, options: list[str], at_once: int) -> float:
    """Until the last of several trainings that begin together has ended."""
    begin = time.perf_counter()
    running = [start(program, options) for _ in range(at_once)]
    if any(training.wait() for training in running):
        sys.exit("a training failed")
    return time.perf_counter() - begin


@contextlib.contextmanager
def busy(loops: int):
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for loop in running:
            loop.kill()
            loop.wait()


def main() -> None:
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program", nargs="?", default="build/src/quanvas")
    parser.add_argument("--runs", type=int, default=5, help="the median of so many")
    parser.add_argument("--threads", nargs="*", default=["default", "1"])
    asked = parser.parse_args(words[:cut])
    training = words[cut + 1:] or ["--dataset", "synthetic", "--wiring", "O1+O2", "--epochs", "100"]
    cores = len(os.sched_getaffinity(0))

    def median(options: list[str], at_once: int, loops: int = 0) -> float:
        with busy(loops):
            return sorted(seconds(asked.program, options, at_once) for _ in range(asked.runs))[asked.runs // 2]

    alone = median([*training, "--threads", "1"], 1)
    print(f"{cores} cores; alone on one thread: {alone:.2f} s\n\n{'threads':>8}  {'alone':>6}  {'two at once':>11}  {'beside a loop':>13}  {'beside two':>10}   (ratios to a fair share)")
    for threads in asked.threads:
        options = [*training, *([] if threads == "default" else ["--threads", threads])]
        ratios = [median(options, at_once, loops) / alone / max(1, (at_once + loops) / cores) for at_once, loops in ((1, 0), (2, 0), (1, 1), (1, 2))]
        print(f"{threads:>8}  {ratios[0]:6.2f}  {ratios[1]:11.2f}  {ratios[2]:13.2f}  {ratios[3]:10.2f}", flush=True)


if __name__ == "__main__":
    main()
